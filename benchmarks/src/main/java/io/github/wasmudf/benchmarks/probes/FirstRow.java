package io.github.wasmudf.benchmarks.probes;

import io.github.wasmudf.benchmarks.Modules;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * How long it is from {@code WASM_REGISTER} to the first row of a query, and from a query's start
 * to its first row after the database was closed and opened again; in a JVM that has just started
 * H2, and in one that has done it before. H2 keeps its data in a file. The plugin is {@code redact}
 * as it is, 14 KB, or with its code eight times, 106 KB; each time with other bytes, so that
 * nothing of it is compiled yet. Left out: the start of the JVM, and connecting.
 */
public final class FirstRow {
  private static final int TIMES = 8;
  private static final int LARGE = 100_000;
  private static final String CALL = "SELECT WASM_TRANSFORM('redact', 'by a@b.de')";
  private static final String ANSWER = "by ***";

  private FirstRow() {}

  /**
   * Takes the engine and the plugin's size, {@code small} or {@code large}; then, for the JVM that
   * only opens what another has made, the database.
   */
  public static void main(String[] arguments) throws Exception {
    System.setProperty("wasmudf.engine", arguments[0]);
    if (arguments.length > 2) {
      Figures.print("reopen-in-new-jvm", "ms", List.of(reopened(arguments[2])));
      return;
    }
    Path folder = Files.createTempDirectory("first-row");
    try {
      measure(arguments[1], folder);
      inNewJvm(arguments[0], arguments[1], url(folder, 0));
    } finally {
      delete(folder);
    }
  }

  private static void measure(String size, Path folder) throws SQLException {
    List<Double> registered = new ArrayList<>();
    List<Double> reopened = new ArrayList<>();
    for (int i = 0; i < TIMES; i++) {
      String url = url(folder, i);
      byte[] module = module(size, i);
      String install = ";INIT=RUNSCRIPT FROM 'classpath:/wasmudf/install.sql'";
      try (Connection connection = DriverManager.getConnection(url + install, "sa", "")) {
        registered.add(millis(() -> register(connection, module)));
      }
      reopened.add(reopened(url));
    }
    Figures.print("register-in-new-jvm", "ms", registered.subList(0, 1));
    Figures.print("register", "ms", registered.subList(2, TIMES));
    Figures.print("reopen", "ms", reopened.subList(2, TIMES));
  }

  private static String url(Path folder, int number) {
    return "jdbc:h2:file:" + folder.resolve("db" + number).toAbsolutePath();
  }

  private static byte[] module(String size, int number) {
    byte[] redact = Modules.plugin("redact");
    return Enlarged.of(redact, size.equals("large") ? LARGE : 0, "run" + number);
  }

  private static double reopened(String url) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url, "sa", "")) {
      return millis(() -> firstRow(connection));
    }
  }

  /** What it prints becomes part of what this prints. */
  private static void inNewJvm(String engine, String size, String url) throws Exception {
    ProcessHandle.Info self = ProcessHandle.current().info();
    List<String> command = new ArrayList<>(List.of(self.command().orElseThrow()));
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(FirstRow.class.getName(), engine, size, url));
    System.out.flush();
    int status = new ProcessBuilder(command).inheritIO().start().waitFor();
    if (status != 0) {
      throw new IllegalStateException("the second JVM ended with status " + status);
    }
  }

  private interface Work {
    void run() throws SQLException;
  }

  private static double millis(Work work) throws SQLException {
    long began = System.nanoTime();
    work.run();
    return (System.nanoTime() - began) / 1e6;
  }

  private static void register(Connection connection, byte[] module) throws SQLException {
    try (PreparedStatement register =
        connection.prepareStatement("CALL WASM_REGISTER('redact', ?)")) {
      register.setBytes(1, module);
      register.execute();
    }
    firstRow(connection);
  }

  private static void firstRow(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(CALL)) {
      if (!row.next() || !ANSWER.equals(row.getString(1))) {
        throw new IllegalStateException("wrong answer");
      }
    }
  }

  private static void delete(Path folder) throws IOException {
    List<Path> all;
    try (Stream<Path> files = Files.walk(folder)) {
      all = files.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : all) {
      Files.delete(file);
    }
  }
}
