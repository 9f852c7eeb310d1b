package io.github.wasmudf.benchmarks;

import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** In H2, embedded. H2 may not answer a query with what it answered last. */
final class H2Table implements SqlTable {
  private static final AtomicInteger COUNT = new AtomicInteger();

  private final String url =
      "jdbc:h2:mem:bench"
          + COUNT.incrementAndGet()
          + ";OPTIMIZE_REUSE_RESULTS=FALSE;INIT=RUNSCRIPT FROM 'classpath:/wasmudf/install.sql'";
  private final Connection owner;

  H2Table(String subject, SqlWork work, List<Object[]> rows) throws SQLException {
    owner = connect();
    try (Statement statement = owner.createStatement()) {
      statement.execute(
          "CALL WASM_SET_POLICY('{\"engine\":\"" + SqlTable.engine(subject) + "\"}')");
      statement.execute(
          work.columns().stream()
              .map(column -> column + " " + work.columnType())
              .collect(Collectors.joining(", ", "CREATE TABLE t(", ")")));
      statement.execute("CREATE ALIAS java_twin FOR '" + reference(work.twin()) + "'");
    }
    String marks = String.join(", ", Collections.nCopies(work.columns().size(), "?"));
    try (PreparedStatement insert =
        owner.prepareStatement("INSERT INTO t VALUES (" + marks + ")")) {
      for (Object[] row : rows) {
        for (int column = 0; column < row.length; column++) {
          insert.setObject(column + 1, row[column]);
        }
        insert.executeUpdate();
      }
    }
    SqlTable.register(owner, subject, work);
  }

  private static String reference(Method method) {
    return Stream.of(method.getParameterTypes())
        .map(Class::getName)
        .collect(
            Collectors.joining(
                ", ", method.getDeclaringClass().getName() + "." + method.getName() + "(", ")"));
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
