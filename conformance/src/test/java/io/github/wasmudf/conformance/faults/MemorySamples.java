package io.github.wasmudf.conformance.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wasmudf.engine.Engines;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

/** What this JVM holds, sampled now and then. */
final class MemorySamples {
  private static final Path STATUS = Path.of("/proc/self/status");

  private final List<Sample> samples = new ArrayList<>();

  /** Resident memory (0 where there is no {@code /proc}), classes and instances at one moment. */
  record Sample(long residentMegabytes, long classes, long instances) {
    static Sample now() throws IOException {
      return new Sample(
          resident() >> 10,
          ManagementFactory.getClassLoadingMXBean().getLoadedClassCount(),
          Engines.installed().liveInstances());
    }

    private static long resident() throws IOException {
      if (!Files.isReadable(STATUS)) {
        return 0;
      }
      return Files.readAllLines(STATUS).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElse(0);
    }
  }

  void add() throws IOException {
    samples.add(Sample.now());
  }

  /** The middle value of the samples in one quarter of the time, from 0 to 3. */
  private long median(int quarter, ToLongFunction<Sample> what) {
    int size = samples.size();
    long[] values =
        samples.subList(size * quarter / 4, size * (quarter + 1) / 4).stream()
            .mapToLong(what)
            .sorted()
            .toArray();
    return values[values.length / 2];
  }

  /**
   * Fails if the last quarter holds much more than the second one did.
   *
   * @param classRoom how many classes more may be loaded
   * @param withResident whether it ran for long enough to judge by the resident memory
   */
  void assertFlat(long classRoom, boolean withResident) {
    assertFlat("loaded classes", Sample::classes, classRoom);
    assertFlat("instances", Sample::instances, 100);
    if (withResident) {
      assertFlat("resident memory in MB", Sample::residentMegabytes, 128);
    }
  }

  private void assertFlat(String name, ToLongFunction<Sample> what, long room) {
    long before = median(1, what);
    assertThat(median(3, what)).as(name).isLessThanOrEqualTo(before + room);
  }

  /** A line for each quarter of the time. */
  String table() {
    StringBuilder table = new StringBuilder("quarter  resident MB   classes  instances\n");
    for (int quarter = 0; quarter < 4; quarter++) {
      table.append(
          String.format(
              Locale.ROOT,
              "%7d %12d %9d %10d%n",
              quarter + 1,
              median(quarter, Sample::residentMegabytes),
              median(quarter, Sample::classes),
              median(quarter, Sample::instances)));
    }
    return table.toString();
  }
}
