package io.github.wasmudf.conformance.hostile;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a class of these tests in a JVM of its own, which an attack may end. */
final class ForkedJvm {
  /** How it ended, and what it said. */
  record Ended(int exit, List<String> lines, Path errors) {
    /** All that begins so, without it. */
    List<String> after(String word) {
      return lines.stream()
          .filter(line -> line.startsWith(word))
          .map(line -> line.substring(word.length()))
          .toList();
    }
  }

  private ForkedJvm() {}

  /**
   * Runs one to its end.
   *
   * @param folder where its output is kept
   * @param minutes after which it is ended by force
   */
  static Ended run(
      Path folder, long minutes, Class<?> main, List<String> options, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    // A crash leaves its report where the module is.
    command.add("-XX:ErrorFile=" + folder.resolve("crash.log"));
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(arguments);
    File output = folder.resolve("output.txt").toFile();
    Path errors = folder.resolve("errors.txt");
    Process process =
        new ProcessBuilder(command).redirectOutput(output).redirectError(errors.toFile()).start();
    try {
      if (!process.waitFor(minutes, TimeUnit.MINUTES)) {
        throw new AssertionError("the other JVM did not end: " + command);
      }
    } finally {
      process.destroyForcibly();
    }
    List<String> lines = Files.readAllLines(output.toPath(), StandardCharsets.UTF_8);
    return new Ended(process.exitValue(), lines, errors);
  }

  /** A fresh folder below this build's output. */
  static Path folder(String name) throws IOException {
    Path folder = Path.of("target", name).toAbsolutePath();
    Files.createDirectories(folder);
    try (var files = Files.list(folder)) {
      for (Path old : files.toList()) {
        Files.delete(old);
      }
    }
    return folder;
  }
}
