package io.github.wasmudf;

import java.util.Locale;

/**
 * What one plugin may use. Immutable; checked by the compact constructor.
 *
 * <p>An administrator sets the ceiling for a database, a plugin's options may only narrow it
 * ({@link #narrowedBy}).
 *
 * @param moduleBytes size of a module's bytes
 * @param memoryBytes linear memory of one instance; rounded down to whole pages of 64 KiB
 * @param timeMillis one call, in milliseconds of wall clock
 * @param resultBytes one result
 * @param instances instances of one plugin in one connection
 * @param logLinesPerSecond lines a plugin may log; more are counted and dropped
 * @param sqlDepth how deep SQL may run within plugins within SQL, counted over all plugins
 */
public record Limits(
    long moduleBytes,
    long memoryBytes,
    long timeMillis,
    long resultBytes,
    int instances,
    int logLinesPerSecond,
    int sqlDepth) {

  /** One page of linear memory, in bytes. */
  public static final int PAGE_BYTES = 65_536;

  private static final long MIB = 1L << 20;

  /** What holds when nobody says otherwise. */
  public static final Limits DEFAULT = new Limits(32 * MIB, 64 * MIB, 5_000, 64 * MIB, 4, 100, 4);

  /** The same for actors of Reflow, whose own hosts give them more ({@code abis.md} 5.1). */
  public static final Limits OF_ACTORS = DEFAULT.withMemoryBytes(100 * MIB).withTimeMillis(30_000);

  /** Beyond 32,767 pages a guest's memory does not fit a Java buffer. */
  private static final long MAX_MEMORY_BYTES = 32_767L * PAGE_BYTES;

  public Limits {
    require("moduleBytes", moduleBytes, 8, MAX_MEMORY_BYTES);
    require("memoryBytes", memoryBytes, PAGE_BYTES, MAX_MEMORY_BYTES);
    require("timeMillis", timeMillis, 1, 24 * 3_600_000L);
    require("resultBytes", resultBytes, 1, MAX_MEMORY_BYTES);
    require("instances", instances, 1, 1_000);
    require("logLinesPerSecond", logLinesPerSecond, 0, 1_000_000);
    require("sqlDepth", sqlDepth, 1, 32);
  }

  private static void require(String name, long value, long least, long most) {
    if (value < least || value > most) {
      throw new UdfException(
          UdfError.BAD_OPTION,
          String.format(
              Locale.ROOT, "limit %s must be from %d to %d, not %d", name, least, most, value));
    }
  }

  /** The number of whole pages in {@link #memoryBytes}. */
  public int memoryPages() {
    return (int) (memoryBytes / PAGE_BYTES);
  }

  /** These limits with another memory. */
  public Limits withMemoryBytes(long bytes) {
    return new Limits(
        moduleBytes, bytes, timeMillis, resultBytes, instances, logLinesPerSecond, sqlDepth);
  }

  /** These limits with another time for one call. */
  public Limits withTimeMillis(long millis) {
    return new Limits(
        moduleBytes, memoryBytes, millis, resultBytes, instances, logLinesPerSecond, sqlDepth);
  }

  /** These limits with another size for one result. */
  public Limits withResultBytes(long bytes) {
    return new Limits(
        moduleBytes, memoryBytes, timeMillis, bytes, instances, logLinesPerSecond, sqlDepth);
  }

  /** The smaller of both, limit by limit: what a plugin asks for never widens what it may. */
  public Limits narrowedBy(Limits wish) {
    return new Limits(
        Math.min(moduleBytes, wish.moduleBytes),
        Math.min(memoryBytes, wish.memoryBytes),
        Math.min(timeMillis, wish.timeMillis),
        Math.min(resultBytes, wish.resultBytes),
        Math.min(instances, wish.instances),
        Math.min(logLinesPerSecond, wish.logLinesPerSecond),
        Math.min(sqlDepth, wish.sqlDepth));
  }
}
