package io.github.wasmudf.benchmarks;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** In H2, embedded. H2 may not answer a query with what it answered last. */
final class H2Table implements SqlTable {
  private static final AtomicInteger COUNT = new AtomicInteger();

  private final String url =
      "jdbc:h2:mem:bench"
          + COUNT.incrementAndGet()
          + ";OPTIMIZE_REUSE_RESULTS=FALSE;INIT=RUNSCRIPT FROM 'classpath:/wasmudf/install.sql'";
  private final Connection owner;

  H2Table(String engine, Work work, List<String> rows) throws SQLException {
    owner = connect();
    try (Statement statement = owner.createStatement()) {
      statement.execute("CALL WASM_SET_POLICY('{\"engine\":\"" + engine + "\"}')");
      statement.execute("CREATE TABLE t(c VARCHAR)");
      statement.execute(
          "CREATE ALIAS java_twin FOR '"
              + work.twinClass().getName()
              + "."
              + work.twinMethod()
              + "(java.lang.String)'");
    }
    try (PreparedStatement insert = owner.prepareStatement("INSERT INTO t VALUES (?)")) {
      for (String row : rows) {
        insert.setString(1, row);
        insert.executeUpdate();
      }
    }
    SqlTable.register(owner, work);
  }

  @Override
  public Connection connect() throws SQLException {
    return DriverManager.getConnection(url, "sa", "");
  }

  @Override
  public void close() throws SQLException {
    owner.close();
  }
}
