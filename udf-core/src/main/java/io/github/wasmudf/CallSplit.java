package io.github.wasmudf;

import io.github.wasmudf.abi.PluginInstance;
import io.github.wasmudf.engine.CallTimes;

/**
 * What a call that is measured, or rows that are called together, took where. Made for few of them,
 * see {@link CallCounter}, and used again. Used by the session's thread.
 */
final class CallSplit {
  private long inside;
  private long host;
  private long own;

  /** Calls on that instance count from here on; {@link #end} follows in every case. */
  void begin(PluginInstance instance) {
    instance.times().begin();
  }

  /** They do not any more. */
  void end(PluginInstance instance) {
    CallTimes times = instance.times();
    times.end();
    inside += times.insideNanos();
    host += times.hostNanos();
    own += times.ownNanos();
  }

  /** What measuring took; it is part of what the clock outside says. */
  long ownNanos() {
    return own;
  }

  /** Of a call that took so long in all, what the plugin's own code took. */
  long guestNanos(long nanos) {
    return Math.min(inside, nanos) - hostNanos(nanos);
  }

  /** Of such a call, what functions of the host took. */
  long hostNanos(long nanos) {
    return Math.min(host, Math.min(inside, nanos));
  }

  /** For another call. */
  CallSplit cleared() {
    inside = 0;
    host = 0;
    own = 0;
    return this;
  }
}
