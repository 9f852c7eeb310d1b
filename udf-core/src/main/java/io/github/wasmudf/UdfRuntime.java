package io.github.wasmudf;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The sessions of one database. Thread-safe. Cheap to make: an engine is loaded when the first
 * plugin is used.
 */
public final class UdfRuntime implements AutoCloseable {
  private final Set<UdfSession> sessions = ConcurrentHashMap.newKeySet();

  /** Opens the session of a connection whose statements nobody cancels. */
  public UdfSession openSession(RuntimePolicy policy) {
    return openSession(policy, CancelSignal.NEVER);
  }

  /**
   * Opens the session of one SQL connection under a policy; whoever opens it closes it.
   *
   * @param signal whether the connection's statement that runs now is to end
   */
  public UdfSession openSession(RuntimePolicy policy, CancelSignal signal) {
    UdfSession session = new UdfSession(this, policy, signal);
    sessions.add(session);
    return session;
  }

  void closed(UdfSession session) {
    sessions.remove(session);
  }

  /** The sessions that are open now, in no order. */
  public List<UdfSession> sessions() {
    return List.copyOf(sessions);
  }

  /** Closes every session. Harmless when called again. */
  @Override
  public void close() {
    sessions().forEach(UdfSession::close);
  }
}
