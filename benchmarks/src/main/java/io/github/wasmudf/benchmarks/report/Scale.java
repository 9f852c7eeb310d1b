package io.github.wasmudf.benchmarks.report;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * A logarithmic axis.
 *
 * @param least a power of ten
 * @param most another
 */
record Scale(double least, double most) {
  /** An axis that has room for values, of which those that are not above 0 are left out. */
  static Scale of(Collection<Double> values) {
    double low = Double.POSITIVE_INFINITY;
    double high = 0;
    for (double value : values) {
      if (value > 0) {
        low = Math.min(low, value);
        high = Math.max(high, value);
      }
    }
    if (high == 0) {
      return new Scale(1, 10);
    }
    double least = Math.pow(10, Math.floor(Math.log10(low)));
    double most = Math.pow(10, Math.ceil(Math.log10(high)));
    return new Scale(least, Math.max(most, 10 * least));
  }

  /** Where a value stands, 0 to 1. */
  double place(double value) {
    double place = Math.log10(Math.max(value, least) / least) / Math.log10(most / least);
    return Math.min(1, Math.max(0, place));
  }

  List<Double> ticks() {
    List<Double> ticks = new ArrayList<>();
    for (double tick = least; tick <= most * 1.001; tick *= 10) {
      ticks.add(tick);
    }
    return ticks;
  }
}
