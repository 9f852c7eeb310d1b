package io.github.wasmudf;

import io.github.wasmudf.catalog.PluginRecord;
import org.jspecify.annotations.Nullable;

/**
 * What the calls of a plugin's version came to.
 *
 * @param function the SQL function that stands for the form of the call: {@code WASM_TRANSFORM} for
 *     text out, {@code WASM_TRANSFORM_BINARY} for bytes out, {@code WASM_TABLE} for rows; of an
 *     export of numbers its own name
 * @param user who called, as the database knows them
 * @param calls those that are over
 * @param rows those that were answered; of a table, the rows that were read
 * @param errors those that failed
 * @param bytesIn what the plugin was given in calls that answered, their parameters included; of an
 *     export of numbers nothing
 * @param bytesOut what it answered, of a single text its characters; of an export of numbers
 *     nothing
 * @param errorCounts what the errors were
 * @param durations how long rows took
 * @param nanos that those which answered took, by estimate: of many calls one in 64 is timed, or in
 *     256
 * @param shares where the time went of those that were measured: of many calls one in sixteen of
 *     those that are timed
 * @param peakMemoryBytes the most that one instance of the plugin's version had, whichever function
 *     it was called for
 */
public record CallStatistics(
    String plugin,
    int version,
    String function,
    String user,
    long calls,
    long rows,
    long errors,
    long nanos,
    long bytesIn,
    long bytesOut,
    ErrorCounts errorCounts,
    Durations durations,
    TimeShares shares,
    long peakMemoryBytes) {

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
        counter.nanos(),
        counter.bytesIn(),
        counter.bytesOut(),
        counter.errorCounts(),
        counter.timed(),
        counter.shares(),
        0);
  }

  /** What they are about, without the numbers. */
  CallStatistics key() {
    return new CallStatistics(
        plugin,
        version,
        function,
        user,
        0,
        0,
        0,
        0,
        0,
        0,
        ErrorCounts.NONE,
        Durations.NONE,
        TimeShares.NONE,
        0);
  }

  CallStatistics withPeakMemoryBytes(long peak) {
    return new CallStatistics(
        plugin,
        version,
        function,
        user,
        calls,
        rows,
        errors,
        nanos,
        bytesIn,
        bytesOut,
        errorCounts,
        durations,
        shares,
        peak);
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
        nanos + more.nanos,
        bytesIn + more.bytesIn,
        bytesOut + more.bytesOut,
        errorCounts.plus(more.errorCounts),
        durations.plus(more.durations),
        shares.plus(more.shares),
        Math.max(peakMemoryBytes, more.peakMemoryBytes));
  }

  /** What a row took in the mean, in nanoseconds; null where none was timed. */
  public @Nullable Long meanNanos() {
    long timed = durations.count();
    return timed == 0 ? null : nanos / timed;
  }

  /**
   * Of {@link #nanos} what the plugin's own code took, by estimate; null where none was measured.
   */
  public @Nullable Long guestNanos() {
    return shares.nanos() == 0 ? null : shares.guestOf(nanos);
  }

  /** Of {@link #nanos} what functions of the host took that the plugin called; as above. */
  public @Nullable Long hostNanos() {
    return shares.nanos() == 0 ? null : shares.hostOf(nanos);
  }

  /** The rest of {@link #nanos}: the way to the plugin and back; as above. */
  public @Nullable Long marshalNanos() {
    return shares.nanos() == 0
        ? null
        : Long.valueOf(nanos - shares.guestOf(nanos) - shares.hostOf(nanos));
  }

  /** What so many rows in a hundred did not take longer than, in nanoseconds, to 9 %; or null. */
  public @Nullable Long percentileNanos(int percent) {
    return durations.percentile(percent);
  }
}
