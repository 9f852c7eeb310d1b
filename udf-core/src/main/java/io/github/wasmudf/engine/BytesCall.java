package io.github.wasmudf.engine;

import io.github.wasmudf.UdfException;
import org.jspecify.annotations.Nullable;

/**
 * The {@link BytesProtocol} bound to one instance; its exports were resolved when it was made.
 *
 * <p>Used by the one thread that has the instance. An exception means that the instance is used up:
 * the caller closes it. A refusal (null) leaves it as it is.
 */
public interface BytesCall {
  /** Which of the two may answer 0. */
  enum Refusal {
    /** The guest had no room for the input. */
    ALLOCATE,
    /** The function refused. */
    FUNCTION
  }

  /**
   * One row.
   *
   * @param head bytes that precede the data in the same buffer (a parameters header); often empty
   * @param data not changed, and not kept after the call
   * @return the result in an array of its own, or null when the guest refused
   * @throws UdfException a trap, a limit, or a pointer outside memory
   */
  byte @Nullable [] call(byte[] head, byte[] data);

  /**
   * The same for a guest that answers text.
   *
   * @throws UdfException also when the result is not valid UTF-8; only then is the instance still
   *     good, and {@code isUsable} of the instance says so
   */
  @Nullable String callText(byte[] head, byte[] data);

  /** Who refused when the last call answered null. */
  Refusal refusal();
}
