package io.github.wasmudf.cli;

import io.github.wasmudf.PluginInspection;
import io.github.wasmudf.RuntimePolicy;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.UdfRuntime;
import io.github.wasmudf.UdfSession;
import io.github.wasmudf.engine.ModuleImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code wasm-udf inspect}: what is in module files, and whether they could be registered. */
@Command(
    name = "inspect",
    mixinStandardHelpOptions = true,
    versionProvider = ProductVersion.class,
    sortOptions = false,
    description = {
      "Says what a module imports, exports and declares, and what registering it would say.",
      "Its code runs, within the limits of a plugin. Needs no database.",
      "The exit status is 1 when one of the files could not be registered."
    })
final class InspectCommand implements Callable<Integer> {
  private final Streams streams;

  @Parameters(arity = "1..*", paramLabel = "module.wasm", description = "module files")
  private List<Path> files = List.of();

  @Option(
      names = "--options",
      paramLabel = "JSON",
      description = "options that it would be registered with (default: none)")
  private String options = "{}";

  @Option(
      names = "--engine",
      description = "engine that is asked: ${COMPLETION-CANDIDATES} (default: auto)")
  private @Nullable EngineChoice engine;

  InspectCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws IOException {
    if (engine != null) {
      engine.apply();
    }
    boolean allGood = true;
    try (UdfRuntime runtime = new UdfRuntime()) {
      for (Path file : files) {
        allGood &= inspect(runtime, file);
      }
    }
    return allGood ? 0 : Main.FAILED;
  }

  /** Without its verdict a module that is none of ours is told about all the same. */
  private boolean inspect(UdfRuntime runtime, Path file) throws IOException {
    ModuleReport report = new ModuleReport(streams.out());
    report.heading(file.toString());
    byte[] module = read(file);
    try (UdfSession session = runtime.openSession(RuntimePolicy.ofJvm())) {
      ModuleImage image = ModuleImage.of(module.clone());
      report.module(image, module.length);
      PluginInspection plugin = session.inspect(label(file), module, options);
      report.plugin(plugin);
      return true;
    } catch (UdfException refused) {
      report.refusal(refused);
      return false;
    }
  }

  private static byte[] read(Path file) throws IOException {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new IOException("Cannot read the file " + file, e);
    }
  }

  private static String label(Path file) {
    Path name = file.getFileName();
    return name == null ? file.toString() : name.toString();
  }
}
