package io.github.wasmudf.benchmarks.report;

import io.github.wasmudf.benchmarks.harness.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The pages that show results. Of each JDK the newest whole run counts. {@code RESULTS.md} is
 * written anew; in {@code docs/performance.md} what stands between {@code <!-- results: NAME -->}
 * and {@code <!-- end -->} is replaced.
 *
 * @param home the checkout
 */
public record Pages(Path home) {
  private static final Pattern BLOCK =
      Pattern.compile("(<!-- results: ([a-z0-9-]+) -->\n).*?(<!-- end -->)", Pattern.DOTALL);

  private static final Map<String, String> TITLES = titles();

  private static Map<String, String> titles() {
    Map<String, String> titles = new LinkedHashMap<>();
    titles.put("goals", "Goals, and what was reached");
    titles.put("machine", "Where");
    titles.put("h2", "H2: a row of `SELECT SUM(CHAR_LENGTH(f(c))) FROM t`, or `MAX(f(a))`");
    titles.put("calcite", "Apache Calcite: the same queries");
    titles.put("row", "One call below SQL");
    titles.put("batch", "A row of a batch below SQL");
    titles.put("numbers", "A row of an export over numbers below SQL");
    titles.put("parts", "The parts of a call");
    titles.put("statistics", "A call below SQL, with its statistics and without");
    titles.put("peers", "Other runtimes, same guest");
    titles.put("sql-peers", "Other databases in the JVM, `upper`");
    titles.put("connections", "Connections at once, `redact` over 256 B, a row of one of them");
    titles.put(
        "latency", "One statement of one row in H2, twice as many connections as cores, `redact`");
    titles.put("first-row", "First rows, `redact` as it is and of 106 KB");
    titles.put("memory", "Memory of each connection to H2");
    titles.put("allocation", "Java heap allocated by a call of `upper`, result included");
    titles.put("failures", "What did not run");
    return titles;
  }

  /** Writes the pages from all runs that are kept. */
  public void write(List<Run> runs) throws IOException {
    Map<String, Results> newest = new TreeMap<>();
    for (Run run : runs) {
      if (run.only().isEmpty()) {
        newest.put(run.feature(), new Results(run));
      }
    }
    List<Results> shown = List.copyOf(newest.values());
    Map<String, String> blocks = shown.isEmpty() ? Map.of() : Blocks.of(shown);
    Map<String, List<String>> plots = writePlots(shown);
    for (Results run : shown) {
      Files.writeString(folder().resolve(Figures.file(run)), Figures.page(run));
    }
    Files.writeString(home.resolve("benchmarks/RESULTS.md"), results(blocks, plots));
    Path performance = home.resolve("docs/performance.md");
    if (Files.isReadable(performance)) {
      Files.writeString(performance, filled(Files.readString(performance), blocks));
    }
  }

  private Path folder() {
    return home.resolve("benchmarks/results");
  }

  /** The plots as files; answers their names by block. */
  private Map<String, List<String>> writePlots(List<Results> runs) throws IOException {
    Path folder = Files.createDirectories(folder());
    Map<String, List<String>> names = new LinkedHashMap<>();
    for (Results run : runs) {
      for (Map.Entry<String, String> plot : Plots.of(run).entrySet()) {
        String file = plot.getKey() + "-jdk" + run.jdk() + ".svg";
        Files.writeString(folder.resolve(file), plot.getValue());
        names.computeIfAbsent(plot.getKey(), name -> new ArrayList<>()).add(file);
      }
    }
    return names;
  }

  private static String results(Map<String, String> blocks, Map<String, List<String>> plots) {
    StringBuilder page = new StringBuilder(INTRODUCTION);
    if (blocks.isEmpty()) {
      page.append("\nNo whole run is kept yet.\n");
    }
    TITLES.forEach(
        (name, title) -> {
          String block = blocks.getOrDefault(name, "");
          if (!block.isEmpty()) {
            page.append("\n## ").append(title).append("\n\n").append(block);
            for (String file : plots.getOrDefault(name, List.of())) {
              page.append("\n![").append(name).append("](results/").append(file).append(")\n");
            }
          }
        });
    return page.append(PEERS).toString();
  }

  /** A page with its blocks replaced; one of an unknown name, or without figures, stays empty. */
  static String filled(String page, Map<String, String> blocks) {
    Matcher matcher = BLOCK.matcher(page);
    return matcher.replaceAll(
        found ->
            Matcher.quoteReplacement(
                found.group(1) + blocks.getOrDefault(found.group(2), "") + found.group(3)));
  }

  private static final String INTRODUCTION =
      """
      # Results

      Written by `./wasm-udf bench`; do not edit. The raw figures of each run are in
      [results/](results/), one JSON file per run; of each JDK the newest whole run is shown, and
      `results/figures-jdk*.md` has every figure of it: CPU time, clock, spread and allocation.
      What each benchmark measures and leaves out stands in its Javadoc.

      In each cell: how many times the baseline it is, then the figure itself, the median of all
      iterations of all forks. Figures are CPU time of the thread that runs the query, per row,
      because these machines have neighbours; where the clock counts (connections against each
      other, latency, first rows) it is the clock's. Every answer was compared with plain Java's
      first, and what a query comes to is compared again each time.
      """;

  private static final String PEERS =
      """

      ## What could not be compared

      - GraalWasm 25 needs JDK 21, and runs in its interpreter: a JDK as it comes has no Graal
        compiler. An older one, for JDK 17, could not be fetched.
      - Extism's Chicory SDK 0.1.0 needs Chicory 1.0.0, which it has to itself here; its guests have
        another contract, so that it stands beside our calls of an Extism plugin.
      - SQLite's and DuckDB's functions in C cannot be written in Java, so that their Java functions
        are compared; DuckDB has them since 1.5.
      """;
}
