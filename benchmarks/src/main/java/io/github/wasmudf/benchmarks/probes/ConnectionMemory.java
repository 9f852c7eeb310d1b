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
import java.util.List;

/**
 * What a connection to H2 holds where there are 1 to 1,000 of them: one to a database without
 * plugins, which is H2's own share, one to a database with a plugin that it never called, and one
 * that has called it. Java heap after a collection, and resident memory beside the heap, which is
 * whatever native code, code caches and thread stacks hold. Left out: what the first connection
 * brings for all.
 */
public final class ConnectionMemory {
  private static final List<Integer> CONNECTIONS = List.of(1, 10, 100, 1000);
  private static final int WARM = 1000;
  private static final String INSTALL = ";INIT=RUNSCRIPT FROM 'classpath:/wasmudf/install.sql'";

  private ConnectionMemory() {}

  /** What is held now. */
  private record Held(long heap, long resident) {
    static Held now() throws IOException {
      for (int i = 0; i < 3; i++) {
        System.gc();
      }
      return new Held(
          ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(), residentBytes());
    }

    private static long residentBytes() throws IOException {
      Path status = Path.of("/proc/self/status");
      if (!Files.isReadable(status)) {
        return 0;
      }
      return Files.readAllLines(status).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("[^0-9]", "")))
          .findFirst()
          .orElse(0);
    }

    /** What each of so many connections holds. */
    void print(String what, Held before, int connections) {
      String of = ",connections=" + connections;
      double heapOfEach = (double) (heap - before.heap) / connections;
      double nativeOfEach = (double) (resident - before.resident) / connections;
      Figures.print(what + "-heap" + of, "bytes", List.of(heapOfEach));
      Figures.print(what + "-native" + of, "bytes", List.of(nativeOfEach));
    }
  }

  /** Takes the engine, and how many connections there are at most; all where it is not said. */
  public static void main(String[] arguments) throws SQLException, IOException {
    System.setProperty("wasmudf.engine", arguments[0]);
    int most = arguments.length > 1 ? Integer.parseInt(arguments[1]) : Integer.MAX_VALUE;
    warmUp(most);
    measure("plain", "jdbc:h2:mem:plain", "", false, most);
    measure("idle", "jdbc:h2:mem:idle", INSTALL, false, most);
    measure("active", "jdbc:h2:mem:active", INSTALL, true, most);
  }

  /** So that what H2 loads once and keeps is not counted to those that are measured first. */
  private static void warmUp(int most) throws SQLException {
    String url = "jdbc:h2:mem:warm-up";
    try (Connection first = DriverManager.getConnection(url, "sa", "")) {
      use(first, false);
      List<Connection> open = new ArrayList<>();
      while (open.size() < Math.min(most, WARM)) {
        Connection connection = DriverManager.getConnection(url, "sa", "");
        use(connection, false);
        open.add(connection);
      }
      for (Connection connection : open) {
        connection.close();
      }
    }
  }

  private static void measure(String what, String url, String install, boolean call, int most)
      throws SQLException, IOException {
    try (Connection first = DriverManager.getConnection(url + install, "sa", "")) {
      if (!install.isEmpty()) {
        register(first);
        call(first);
      }
      try (Connection second = DriverManager.getConnection(url, "sa", "")) {
        use(second, call);
      }
      List<Connection> open = new ArrayList<>();
      Held before = Held.now();
      for (int connections : CONNECTIONS.stream().filter(each -> each <= most).toList()) {
        while (open.size() < connections) {
          Connection connection = DriverManager.getConnection(url, "sa", "");
          use(connection, call);
          open.add(connection);
        }
        Held.now().print(what, before, connections);
      }
      for (Connection connection : open) {
        connection.close();
      }
    }
  }

  private static void use(Connection connection, boolean call) throws SQLException {
    if (call) {
      call(connection);
    } else {
      try (Statement statement = connection.createStatement()) {
        statement.execute("SELECT 1");
      }
    }
  }

  private static void register(Connection connection) throws SQLException {
    try (PreparedStatement register =
        connection.prepareStatement("CALL WASM_REGISTER('upper', ?)")) {
      register.setBytes(1, Modules.plugin("upper"));
      register.execute();
    }
  }

  private static void call(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT WASM_TRANSFORM('upper', 'ab')")) {
      if (!row.next() || !"AB".equals(row.getString(1))) {
        throw new IllegalStateException("wrong answer");
      }
    }
  }
}
