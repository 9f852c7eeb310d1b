package io.github.wasmudf.conformance;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** The databases that the scripts run on. */
public enum TestedDatabase {
  H2 {
    @Override
    public Connection open(String engine) throws SQLException {
      String url =
          "jdbc:h2:mem:conformance"
              + COUNT.incrementAndGet()
              + ";INIT=RUNSCRIPT FROM 'classpath:/wasmudf/install.sql'";
      try (Connection first = DriverManager.getConnection(url, "sa", "");
          Statement statement = first.createStatement()) {
        statement.execute(
            "CALL WASM_SET_POLICY('{\"engine\":\"" + engine + "\"," + CAPABILITIES + "}')");
        return DriverManager.getConnection(url, "sa", "");
      }
    }
  },

  /** With the functions and the VARYING literals that the scripts share with H2. */
  CALCITE {
    @Override
    public Connection open(String engine) throws SQLException {
      return DriverManager.getConnection(
          "jdbc:wasm-calcite:fun=standard,postgresql,bigquery;conformance=PRAGMATIC_2003"
              + ";wasm.engine="
              + engine);
    }
  };

  /** For {@code @MethodSource}: each database, with each engine. */
  static final String ON_EACH_ENGINE = "io.github.wasmudf.conformance.TestedDatabase#onEachEngine";

  /** Allowed, so that a plugin has them which asks. */
  private static final String CAPABILITIES =
      "\"capabilities\":{\"sql\":\"write\",\"state\":true,\"http\":[\"*.example.org\"]}";

  private static final AtomicInteger COUNT = new AtomicInteger();

  static Stream<Arguments> onEachEngine() {
    return Stream.of(values())
        .flatMap(
            database ->
                Stream.of("endive", "wasmtime").map(engine -> Arguments.of(database, engine)));
  }

  /** A connection of an administrator to an empty database of its own, on one engine. */
  public abstract Connection open(String engine) throws SQLException;
}
