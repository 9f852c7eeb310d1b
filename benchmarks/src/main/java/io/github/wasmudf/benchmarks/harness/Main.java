package io.github.wasmudf.benchmarks.harness;

import io.github.wasmudf.benchmarks.Modules;
import io.github.wasmudf.benchmarks.report.Pages;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

/**
 * Runs the benchmarks and writes what came of it: {@code quick|full [--only TEXT]}; {@code try
 * [--only TEXT]}, which only says whether they run; or {@code render}, which only writes the pages
 * anew from the runs that are kept.
 */
public final class Main {
  private static final int FAILED = 1;
  private static final int MISUSED = 2;

  private Main() {}

  /** Ends the JVM: 0, 1 when a measurement failed, 2 for wrong arguments. */
  public static void main(String[] arguments) throws IOException {
    System.exit(run(Modules.home(), System.out, arguments));
  }

  static int run(Path home, PrintStream out, String... arguments) throws IOException {
    Deque<String> words = new ArrayDeque<>(Arrays.asList(arguments));
    String what = words.isEmpty() ? "quick" : words.pop();
    String only = "";
    if ("--only".equals(words.peek()) && words.size() == 2) {
      only = words.removeLast();
      words.pop();
    }
    Pages pages = new Pages(home);
    if (!words.isEmpty() || !List.of("quick", "full", "try", "render").contains(what)) {
      out.println("usage: quick|full|try [--only TEXT], or render");
      return MISUSED;
    }
    RunFiles files = new RunFiles(home.resolve("benchmarks/results"));
    int failed = what.equals("render") ? 0 : measure(home, files, out, what, only);
    if (only.isEmpty() && !what.equals("try")) {
      pages.write(files.read());
      out.println("rendered benchmarks/RESULTS.md and docs/performance.md");
    }
    return failed == 0 ? 0 : FAILED;
  }

  private static int measure(Path home, RunFiles files, PrintStream out, String what, String only)
      throws IOException {
    Profile profile = Profile.valueOf(what.toUpperCase(Locale.ROOT));
    Path work = Files.createTempDirectory("wasm-udf-bench");
    Path shared = Files.createTempDirectory("wasm-udf-bench-classes");
    SharedClasses classes = new SharedClasses(shared.resolve("classes.jsa"));
    Fork fork = new Fork(home, work, profile.timing(), classes, true);
    try {
      Run run = new Bench(profile, only, out).run(fork);
      out.printf("%d s, %d failed%n", run.seconds(), run.failures().size());
      if (profile.counts()) {
        out.printf("wrote %s%n", home.relativize(files.write(run)));
      }
      return run.failures().size();
    } finally {
      fork.clean();
      Files.delete(work);
      classes.delete();
      Files.delete(shared);
    }
  }
}
