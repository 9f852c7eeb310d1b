package io.github.wasmudf.h2;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Another JVM, whose output is read line by line. */
final class ChildJvm implements AutoCloseable {
  private static final long SECONDS = 60;
  private final Process process;
  private final Path errors;
  private final BufferedReader output;

  private ChildJvm(List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(arguments);
    // Apart from what it answers: newer JVMs warn there about native libraries.
    errors = Files.createTempFile("child", ".err");
    process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
    output = process.inputReader(StandardCharsets.UTF_8);
  }

  /** Runs a class of the tests with all that is on their class path. */
  static ChildJvm ofTests(Class<?> main, String... arguments) throws IOException {
    List<String> all = new ArrayList<>();
    all.addAll(
        List.of(
            "-Dfile.encoding=UTF-8",
            "-Dstdout.encoding=UTF-8",
            "-cp",
            System.getProperty("java.class.path")));
    all.add(main.getName());
    all.addAll(List.of(arguments));
    return new ChildJvm(all);
  }

  /** Runs a source file with nothing but H2 on its class path. */
  static ChildJvm withH2Only(Path folder, String className, String source, String... arguments)
      throws Exception {
    Path file = Files.writeString(folder.resolve(className + ".java"), source);
    Path h2 =
        Path.of(org.h2.Driver.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    List<String> all = new ArrayList<>();
    all.addAll(
        List.of(
            "-Dfile.encoding=UTF-8",
            "-Dstdout.encoding=UTF-8",
            "-cp",
            h2.toString(),
            file.toString()));
    all.addAll(List.of(arguments));
    return new ChildJvm(all);
  }

  /** All it has to say, once it has ended without a failure. */
  List<String> lines() throws IOException, InterruptedException {
    List<String> lines = output.lines().toList();
    if (!process.waitFor(SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw failure("failed", lines);
    }
    return lines;
  }

  /** Waits for a line. */
  void await(String expected) throws IOException {
    List<String> seen = new ArrayList<>();
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      seen.add(line);
      if (line.equals(expected)) {
        return;
      }
    }
    throw failure("never said " + expected, seen);
  }

  private AssertionError failure(String what, List<String> said) throws IOException {
    return new AssertionError(
        "the other JVM %s: %s%n%s".formatted(what, said, Files.readString(errors)));
  }

  /** Ends it without giving it a chance to say good-bye. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    Files.delete(errors);
  }
}
