package io.github.wasmudf.conformance;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** H2's TCP server in a JVM of its own, on a free port of this machine; ended by {@link #close}. */
final class H2ServerProcess implements AutoCloseable {
  private static final Pattern PORT = Pattern.compile("tcp://[^ ]*:(\\d+)");

  private final Process process;
  private final int port;

  private H2ServerProcess(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /**
   * Starts one and waits until it listens.
   *
   * @param folder where it has its databases and its log
   * @param classPath all that is on its class path
   */
  static H2ServerProcess start(Path folder, List<Path> classPath) throws IOException {
    Path log = folder.resolve("server.log");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classPath.stream()
                    .map(Path::toString)
                    .collect(Collectors.joining(File.pathSeparator)),
                "org.h2.tools.Server",
                "-tcp",
                "-tcpPort",
                "0",
                "-ifNotExists",
                "-baseDir",
                folder.toString())
            .redirectError(log.toFile())
            .start();
    try {
      return new H2ServerProcess(process, port(process, log));
    } catch (IOException | RuntimeException failed) {
      process.destroyForcibly();
      throw failed;
    }
  }

  private static int port(Process process, Path log) throws IOException {
    BufferedReader output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String line = output.readLine();
    Matcher matcher = PORT.matcher(line == null ? "" : line);
    if (!matcher.find()) {
      throw new IllegalStateException("no port in: " + line + "\n" + Files.readString(log));
    }
    return Integer.parseInt(matcher.group(1));
  }

  /** The JDBC URL of one of its databases, which it creates when it is not there. */
  String url(String database) {
    return "jdbc:h2:tcp://localhost:" + port + "/./" + database;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException interrupted) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
