package io.github.wasmudf;

import io.github.wasmudf.catalog.PluginRecord;

/**
 * What the calls of a plugin's version came to.
 *
 * @param function the SQL function that stands for the form of the call: {@code WASM_TRANSFORM} for
 *     text out, {@code WASM_TRANSFORM_BINARY} for bytes out, {@code WASM_TABLE} for rows; of an
 *     export of numbers its own name
 * @param user who called, as the database knows them
 * @param calls all that began
 * @param rows those that were answered; of a table, the rows that were read
 * @param errors those that failed
 * @param nanos that those which answered took, by estimate: of many calls one in 64 is timed
 */
public record CallStatistics(
    String plugin,
    int version,
    String function,
    String user,
    long calls,
    long rows,
    long errors,
    long nanos) {

  /** Those of a counter. */
  static CallStatistics of(
      PluginRecord plugin, String function, String user, CallCounter counter, boolean table) {
    return new CallStatistics(
        plugin.name(),
        plugin.version(),
        function,
        user,
        counter.calls(),
        table ? counter.rows() : counter.answered(),
        counter.errors(),
        counter.nanos());
  }

  /** What they are about, without the numbers. */
  CallStatistics key() {
    return new CallStatistics(plugin, version, function, user, 0, 0, 0, 0);
  }

  CallStatistics plus(CallStatistics more) {
    return new CallStatistics(
        plugin,
        version,
        function,
        user,
        calls + more.calls,
        rows + more.rows,
        errors + more.errors,
        nanos + more.nanos);
  }
}
