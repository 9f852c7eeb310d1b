package io.github.wasmudf.benchmarks.probes;

import io.github.wasmudf.benchmarks.Modules;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
 * H2, and in one that has done it before. H2 keeps its data in a file. The plugin is {@code upper},
 * 27 KB, each time with other bytes, so that nothing of it is compiled yet. Left out: the start of
 * the JVM, and connecting.
 */
public final class FirstRow {
  private static final int TIMES = 12;
  private static final String CALL = "SELECT WASM_TRANSFORM('upper', 'ab')";

  private FirstRow() {}

  /** Takes the engine. */
  public static void main(String[] arguments) throws SQLException, IOException {
    Path folder = Files.createTempDirectory("first-row");
    try {
      measure(arguments[0], folder);
    } finally {
      delete(folder);
    }
  }

  private static void measure(String engine, Path folder) throws SQLException {
    System.setProperty("wasmudf.engine", engine);
    List<Double> registered = new ArrayList<>();
    List<Double> reopened = new ArrayList<>();
    for (int i = 0; i < TIMES; i++) {
      String url = "jdbc:h2:file:" + folder.resolve("db" + i).toAbsolutePath();
      String install = ";INIT=RUNSCRIPT FROM 'classpath:/wasmudf/install.sql'";
      try (Connection connection = DriverManager.getConnection(url + install, "sa", "")) {
        byte[] module = unlike(i);
        registered.add(millis(() -> register(connection, module)));
      }
      try (Connection connection = DriverManager.getConnection(url, "sa", "")) {
        reopened.add(millis(() -> firstRow(connection)));
      }
    }
    Figures.print("register-in-new-jvm", "ms", registered.subList(0, 1));
    Figures.print("register", "ms", registered.subList(2, TIMES));
    Figures.print("reopen", "ms", reopened.subList(2, TIMES));
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
        connection.prepareStatement("CALL WASM_REGISTER('upper', ?)")) {
      register.setBytes(1, module);
      register.execute();
    }
    firstRow(connection);
  }

  private static void firstRow(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(CALL)) {
      if (!row.next() || !"AB".equals(row.getString(1))) {
        throw new IllegalStateException("wrong answer");
      }
    }
  }

  /** The module with a custom section that no other has. */
  private static byte[] unlike(int number) {
    byte[] name = ("run" + (char) ('a' + number)).getBytes(StandardCharsets.US_ASCII);
    ByteArrayOutputStream module = new ByteArrayOutputStream();
    module.writeBytes(Modules.plugin("upper"));
    module.write(0);
    module.write(name.length + 1);
    module.write(name.length);
    module.writeBytes(name);
    return module.toByteArray();
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
