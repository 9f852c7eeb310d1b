package io.github.wasmudf.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Another JVM, whose output is read line by line. One that does not end by itself is ended after
 * some minutes, and what its threads did is then among its errors.
 */
public final class ChildJvm implements AutoCloseable {
  private static final long SECONDS = 60;
  private static final long MOST_SECONDS = 300;

  private final Process process;
  private final Path errors;
  private final BufferedReader output;

  private ChildJvm(List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Dfile.encoding=UTF-8", "-Dstdout.encoding=UTF-8"));
    command.addAll(arguments);
    // Apart from what it answers: newer JVMs warn there about native libraries.
    errors = Files.createTempFile("child", ".err");
    process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
    output = process.inputReader(StandardCharsets.UTF_8);
    Thread watch = new Thread(this::endWhenItHangs, "child-jvm-watch");
    watch.setDaemon(true);
    watch.start();
  }

  private void endWhenItHangs() {
    try {
      if (!process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)) {
        sayWhereItHangs();
        kill();
      }
    } catch (IOException | InterruptedException failed) {
      throw new IllegalStateException(failed);
    }
  }

  private void sayWhereItHangs() throws IOException, InterruptedException {
    new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
            Long.toString(process.pid()),
            "Thread.print")
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(errors.toFile()))
        .start()
        .waitFor(SECONDS, TimeUnit.SECONDS);
  }

  /** Runs a class of the tests with all that is on their class path. */
  public static ChildJvm ofTests(Class<?> main, String... arguments) throws IOException {
    return ofTests(List.of(), main, arguments);
  }

  /** Runs a class of the tests with all that is on their class path, in a JVM with options. */
  public static ChildJvm ofTests(List<String> options, Class<?> main, String... arguments)
      throws IOException {
    List<String> all = new ArrayList<>(options);
    all.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    all.addAll(List.of(arguments));
    return new ChildJvm(all);
  }

  /** Runs a source file with nothing but the library of one class on its class path. */
  public static ChildJvm withOnly(
      Class<?> library, Path folder, String className, String source, String... arguments)
      throws IOException, URISyntaxException {
    Path file = Files.writeString(folder.resolve(className + ".java"), source);
    Path jar = Path.of(library.getProtectionDomain().getCodeSource().getLocation().toURI());
    List<String> all = new ArrayList<>(List.of("-cp", jar.toString(), file.toString()));
    all.addAll(List.of(arguments));
    return new ChildJvm(all);
  }

  /** All it has to say, once it has ended without a failure. */
  public List<String> lines() throws IOException, InterruptedException {
    List<String> lines = output.lines().toList();
    if (!process.waitFor(SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw failure("failed", lines);
    }
    return lines;
  }

  /** Waits for a line. */
  public void await(String expected) throws IOException {
    List<String> seen = new ArrayList<>();
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      seen.add(line);
      if (line.equals(expected)) {
        return;
      }
    }
    throw failure("never said " + expected, seen);
  }

  /** Hands on what it says, line by line, until it ends; what it said before a kill, too. */
  public void forEachLine(Consumer<String> listener) throws IOException {
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      listener.accept(line);
    }
  }

  /** What it said beside its answers. */
  public String errors() throws IOException {
    return Files.readString(errors);
  }

  private AssertionError failure(String what, List<String> said) throws IOException {
    return new AssertionError("the other JVM %s: %s%n%s".formatted(what, said, errors()));
  }

  /**
   * Ends it without giving it a chance to say good-bye; what it said before can still be read.
   *
   * @return how it ended: 137 if nothing had ended it before
   */
  public int kill() throws InterruptedException {
    // The method of Process itself would throw away what has not been read yet.
    process.toHandle().destroyForcibly();
    return process.waitFor();
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    Files.delete(errors);
  }
}
