package io.github.wasmudf.benchmarks.report;

import io.github.wasmudf.benchmarks.harness.Figure;
import io.github.wasmudf.benchmarks.harness.Key;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * A suite as a table: one column per subject, one row per JDK and set of other parameters; in each
 * cell first how many times the baseline it is, then the figure itself.
 *
 * @param suite the benchmark
 * @param columns the parameters that stand in columns of their own, in order
 * @param subjects in order; those that were not measured are left out
 * @param baseline the subject that ratios refer to
 * @param part which of a figure's values is shown
 */
record RatioTable(
    String suite,
    List<String> columns,
    List<String> subjects,
    String baseline,
    ToDoubleFunction<Figure> part) {
  /** Of what ratios are made of. */
  RatioTable(String suite, List<String> columns, List<String> subjects, String baseline) {
    this(suite, columns, subjects, baseline, Figure::median);
  }

  /** The table over runs, or nothing where none has the suite. */
  String of(List<Results> runs, String... parameters) {
    Set<String> measured = new LinkedHashSet<>();
    for (Results run : runs) {
      for (Figure figure : run.all(suite, parameters)) {
        measured.add(figure.parameter(Key.SUBJECT));
      }
    }
    List<String> shown = subjects.stream().filter(measured::contains).toList();
    List<String> heads = new ArrayList<>(List.of("JDK"));
    heads.addAll(columns);
    heads.addAll(shown);
    Table table = new Table(heads);
    for (Map<String, String> row : rows(runs, parameters)) {
      for (Results run : runs) {
        addRow(table, run, row, shown);
      }
    }
    return table.isEmpty() ? "" : table.toString();
  }

  private List<Map<String, String>> rows(List<Results> runs, String... parameters) {
    Set<Map<String, String>> rows = new LinkedHashSet<>();
    for (Results run : runs) {
      for (Figure figure : run.all(suite, parameters)) {
        Map<String, String> row = new TreeMap<>(figure.key().parameters());
        row.remove(Key.SUBJECT);
        rows.add(row);
      }
    }
    Comparator<Map<String, String>> order = Comparator.comparing(row -> "");
    for (String column : columns) {
      order = order.thenComparing(row -> sortable(row.getOrDefault(column, "")));
    }
    return rows.stream().sorted(order).toList();
  }

  /** Numbers by size, texts by letter. */
  private static String sortable(String value) {
    return value.matches("[0-9]+") ? "%012d".formatted(Long.valueOf(value)) : value;
  }

  private void addRow(Table table, Results run, Map<String, String> row, List<String> shown) {
    String[] parameters =
        row.entrySet().stream()
            .flatMap(each -> List.of(each.getKey(), each.getValue()).stream())
            .toArray(String[]::new);
    double base = run.value(part, suite, Results.with(baseline, parameters));
    List<String> cells = new ArrayList<>(List.of(run.jdk()));
    columns.forEach(column -> cells.add(row.getOrDefault(column, "")));
    boolean any = false;
    for (String subject : shown) {
      double value = run.value(part, suite, Results.with(subject, parameters));
      any |= Double.isFinite(value);
      cells.add(cell(subject, value, base));
    }
    if (any) {
      table.row(cells);
    }
  }

  private String cell(String subject, double value, double base) {
    if (!Double.isFinite(value)) {
      return "";
    }
    String absolute = Amounts.of(value, "ns");
    boolean compared = !subject.equals(baseline) && Double.isFinite(base);
    return compared ? "**" + Amounts.ratio(value / base) + "** " + absolute : absolute;
  }
}
