package io.github.wasmudf.benchmarks.harness;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where a run took place.
 *
 * @param cpu the processor's model
 * @param cores that the JVM may use
 * @param memoryBytes of the machine or container
 * @param os name, kernel's version and architecture
 * @param load how many programs wanted a core in the minute before; negative where unknown
 */
public record Machine(String cpu, int cores, long memoryBytes, String os, double load) {
  static Machine here() {
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    return new Machine(
        cpuModel(system.getArch()),
        system.getAvailableProcessors(),
        system.getTotalMemorySize(),
        system.getName() + " " + release(system) + " " + system.getArch(),
        system.getSystemLoadAverage());
  }

  /** Without what a distributor or a cloud appends to a kernel's version. */
  private static String release(OperatingSystemMXBean system) {
    return system.getVersion().replaceFirst("-.*", "");
  }

  private static String cpuModel(String unknown) {
    Path cpuinfo = Path.of("/proc/cpuinfo");
    if (!Files.isReadable(cpuinfo)) {
      return unknown;
    }
    try {
      return Files.readAllLines(cpuinfo).stream()
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).trim())
          .findFirst()
          .orElse(unknown);
    } catch (IOException e) {
      return unknown;
    }
  }
}
