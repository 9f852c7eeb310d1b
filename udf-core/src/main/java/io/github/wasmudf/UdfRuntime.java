package io.github.wasmudf;

import io.github.wasmudf.host.ConnectionServices;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The sessions of one database. Thread-safe. Cheap to make: an engine is loaded when the first
 * plugin is used.
 */
public final class UdfRuntime implements AutoCloseable {
  private final Set<UdfSession> sessions = ConcurrentHashMap.newKeySet();
  private final KeptStatistics kept = new KeptStatistics();
  private final RecentLog log = new RecentLog();
  private final KeptMetrics metrics = new KeptMetrics();
  private final TrialRules trialRules;

  /** A runtime without sessions. */
  public UdfRuntime() {
    this(TrialRules.DEFAULT);
  }

  /** A runtime in which engines challenge each other by rules of their own. */
  UdfRuntime(TrialRules trialRules) {
    this.trialRules = trialRules;
  }

  TrialRules trialRules() {
    return trialRules;
  }

  /** Opens the session of a connection whose statements nobody cancels. */
  public UdfSession openSession(RuntimePolicy policy) {
    return openSession(policy, SessionOwner.NOBODY, CancelSignal.NEVER);
  }

  /** Opens the session of a connection that offers plugins nothing; else as the other one. */
  public UdfSession openSession(RuntimePolicy policy, SessionOwner owner, CancelSignal signal) {
    return openSession(policy, owner, signal, ConnectionServices.NONE);
  }

  /**
   * Opens the session of one SQL connection under a policy; whoever opens it closes it.
   *
   * @param signal whether the connection's statement that runs now is to end
   * @param services what the connection offers to plugins; closed with the session
   */
  public UdfSession openSession(
      RuntimePolicy policy, SessionOwner owner, CancelSignal signal, ConnectionServices services) {
    UdfSession session = new UdfSession(this, policy, owner, signal, services);
    sessions.add(session);
    return session;
  }

  void closed(UdfSession session) {
    sessions.remove(session);
  }

  void keep(List<CallStatistics> counted) {
    kept.add(counted);
  }

  /** What was called by whom, by sessions that are open and those that are not; from any thread. */
  public List<CallStatistics> statistics() {
    return kept.with(sessions.stream().flatMap(session -> session.statistics().stream()).toList());
  }

  /** The last lines that plugins printed, from the oldest to the newest; from any thread. */
  public List<LogLine> log() {
    return log.lines();
  }

  /** What plugins submitted of late, of at most 10,000 names; from any thread. */
  public List<PluginMetric> metrics() {
    return metrics.all();
  }

  void measured(String plugin, String user, String metric, double value) {
    metrics.add(plugin, user, metric, value);
  }

  void log(LogLine line) {
    log.add(line);
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
