package io.github.wasmudf;

import org.jspecify.annotations.Nullable;

/**
 * Tells whether the statement that calls a plugin is to end. A database answers it from what it
 * knows of the statement; it is asked between calls by the statement's own thread, and during a
 * long call by the clock's. So it is quick, takes no lock that the statement's thread may hold, and
 * does not throw.
 */
@FunctionalInterface
public interface CancelSignal {
  /** Nobody cancels. */
  CancelSignal NEVER = () -> null;

  /**
   * Why the statement is to end, in words for its user, or null while it is to go on. Saying so may
   * use the request up: whoever hears it ends the call with it.
   */
  @Nullable String reason();
}
