package io.github.wasmudf.benchmarks.report;

import io.github.wasmudf.benchmarks.CallPartsBenchmark;
import java.util.ArrayList;
import java.util.List;

/**
 * The parts of a call, in nanoseconds a row.
 *
 * @param crossing nothing in, nothing out
 * @param in the bytes into the guest, beyond the crossing
 * @param out the bytes out of it, beyond the crossing
 * @param loop the guest's own work, with its limits on
 * @param whole a call that does all of it
 * @param copies what two plain copies of the bytes take in Java
 */
record Parts(double crossing, double in, double out, double loop, double whole, double copies) {
  private static final String SUITE = "CallParts";
  private static final List<String> SUBJECTS = List.of("endive", "wasmtime", "simd");

  static Parts of(Results run, String subject, String call, String size) {
    double crossing = part(run, subject, call, size, "crossing");
    double whole = part(run, subject, call, size, "whole");
    double loops = part(run, subject, call, size, "loops");
    return new Parts(
        crossing,
        part(run, subject, call, size, "in") - crossing,
        part(run, subject, call, size, "out") - crossing,
        (loops - whole) / CallPartsBenchmark.MORE_LOOPS,
        whole,
        2 * part(run, "java", call, size, "in"));
  }

  private static double part(Results run, String subject, String call, String size, String part) {
    return run.value(SUITE, "subject", subject, "call", call, "size", size, "part", part);
  }

  double overBare() {
    return whole / (loop + copies);
  }

  String words() {
    return "whole "
        + Amounts.of(whole, "ns")
        + ", bare loop "
        + Amounts.of(loop, "ns")
        + ", two copies "
        + Amounts.of(copies, "ns");
  }

  /** The parts of every engine, call and size that runs have measured. */
  static String table(List<Results> runs) {
    Table table =
        new Table(
            List.of(
                "JDK",
                "engine",
                "call",
                "size",
                "whole",
                "crossing",
                "in",
                "out",
                "bare loop",
                "unexplained"));
    for (Results run : runs) {
      for (String subject : SUBJECTS) {
        for (String call : List.of("row", "batch")) {
          for (String size : List.of("16", "256", "4096", "65536")) {
            Parts parts = of(run, subject, call, size);
            if (Double.isFinite(parts.whole())) {
              table.row(cells(run, subject, call, size, parts));
            }
          }
        }
      }
    }
    return table.isEmpty() ? "" : table.toString();
  }

  private static List<String> cells(
      Results run, String subject, String call, String size, Parts parts) {
    double rest = parts.whole - parts.crossing - parts.in - parts.out - parts.loop;
    List<String> cells =
        new ArrayList<>(
            List.of(run.jdk(), subject.equals("simd") ? "wasmtime, SIMD" : subject, call, size));
    for (double part :
        new double[] {parts.whole, parts.crossing, parts.in, parts.out, parts.loop, rest}) {
      cells.add(Double.isFinite(part) ? Amounts.of(part, "ns") : "");
    }
    return cells;
  }
}
