package io.github.wasmudf.benchmarks.report;

import java.util.Locale;

/** Figures as a person reads them: three digits that count. */
final class Amounts {
  private Amounts() {}

  /** An absolute figure with its unit. */
  static String of(double value, String unit) {
    return switch (unit) {
      case "ns" -> nanos(value);
      case "ms" -> digits(value) + " ms";
      case "bytes" -> bytes(value);
      default -> digits(value) + " " + unit;
    };
  }

  /** How many times as much. */
  static String ratio(double value) {
    return Double.isFinite(value) ? digits(value) + " ×" : "–";
  }

  private static String nanos(double value) {
    if (value < 1e3) {
      return digits(value) + " ns";
    }
    return value < 1e6 ? digits(value / 1e3) + " µs" : digits(value / 1e6) + " ms";
  }

  private static String bytes(double value) {
    if (Math.abs(value) < 1024) {
      return digits(value) + " B";
    }
    double kib = value / 1024;
    return Math.abs(kib) < 1024 ? digits(kib) + " KiB" : digits(kib / 1024) + " MiB";
  }

  static String digits(double value) {
    double size = Math.abs(value);
    int decimals = size == 0 || size >= 100 ? 0 : size >= 10 ? 1 : 2;
    return String.format(Locale.ROOT, "%,." + decimals + "f", value);
  }
}
