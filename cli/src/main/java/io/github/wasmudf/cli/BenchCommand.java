package io.github.wasmudf.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code wasm-udf bench}: starts the benchmarks, which the launcher builds for this command alone,
 * in a JVM of their own. This program has none of their libraries.
 */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    versionProvider = ProductVersion.class,
    sortOptions = false,
    description = {
      "Measures the plugins against plain Java and against other ways to run them.",
      "Writes a JSON file to benchmarks/results, then benchmarks/RESULTS.md with its plots and the"
          + " tables of docs/performance.md. Wants a machine for itself."
    })
final class BenchCommand implements Callable<Integer> {
  /** The launcher says where it put what it built. */
  static final String PROGRAM = "wasmudf.bench";

  private static final String MAIN = "io.github.wasmudf.benchmarks.harness.Main";

  /** What to do. */
  enum What {
    QUICK,
    FULL,
    TRY,
    RENDER;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Parameters(
      arity = "0..1",
      paramLabel = "quick|full|try|render",
      description =
          "quick: under five minutes; full: everything, under two hours; try: only whether everything"
              + " runs and answers right; render: only writes the pages anew (default: quick)")
  private What what = What.QUICK;

  @Option(
      names = "--only",
      paramLabel = "TEXT",
      description =
          "only measurements whose progress line has this text; kept, but not shown on the pages")
  private String only = "";

  @Option(
      names = "--jdk",
      paramLabel = "HOME",
      description = "the JDK that is measured (default: the one that runs this)")
  private Path jdk = Path.of(System.getProperty("java.home"));

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Process benchmarks = new ProcessBuilder(command()).inheritIO().start();
    Thread stop = new Thread(benchmarks::destroy);
    Runtime.getRuntime().addShutdownHook(stop);
    int status = benchmarks.waitFor();
    Runtime.getRuntime().removeShutdownHook(stop);
    return status;
  }

  private List<String> command() {
    Path java = jdk.resolve("bin").resolve("java");
    require(Files.isExecutable(java), "There is no JDK at " + jdk);
    String program = System.getProperty(PROGRAM, "");
    require(!program.isEmpty(), "The benchmarks are built by the launcher: ./wasm-udf bench");
    List<String> command = new ArrayList<>();
    command.add(java.toString());
    command.add("-Dwasmudf.home=" + System.getProperty("wasmudf.home", "."));
    String jars = program + "/*" + File.pathSeparator + program + "/lib/*";
    command.addAll(List.of("-cp", jars, MAIN, what.toString()));
    if (!only.isEmpty()) {
      command.addAll(List.of("--only", only));
    }
    return command;
  }

  private void require(boolean holds, String message) {
    if (!holds && spec != null) {
      throw new ParameterException(spec.commandLine(), message);
    }
  }
}
