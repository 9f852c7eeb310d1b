package io.github.wasmudf.benchmarks.harness;

import java.util.List;

/**
 * What one fork said.
 *
 * @param wall one figure per iteration
 * @param cpu the same as CPU time of the measured threads; empty where it was not taken
 * @param allocated bytes of the Java heap per row, one figure per iteration; empty as above
 */
public record Round(List<Double> wall, List<Double> cpu, List<Double> allocated) {
  /** Takes copies. */
  public Round {
    wall = List.copyOf(wall);
    cpu = List.copyOf(cpu);
    allocated = List.copyOf(allocated);
  }

  static Round ofWall(List<Double> wall) {
    return new Round(wall, List.of(), List.of());
  }
}
