package io.github.wasmudf.calcite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.wasmudf.testing.Guests;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.apache.calcite.DataContext;
import org.apache.calcite.jdbc.CalciteConnection;
import org.apache.calcite.linq4j.Enumerable;
import org.apache.calcite.linq4j.Linq4j;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.schema.ScannableTable;
import org.apache.calcite.schema.Table;
import org.apache.calcite.schema.impl.AbstractSchema;
import org.apache.calcite.schema.impl.AbstractTable;
import org.apache.calcite.sql.type.SqlTypeName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class ErrorTest extends Sql {
  @ParameterizedTest
  @MethodSource("urls")
  void sqlState_isKeptWhileFetchingAndWhileExecuting(String url) throws SQLException {
    try (Connection c = DriverManager.getConnection(url)) {
      assertThat(failure(c, "SELECT WASM_TRANSFORM('nobody', 'a')"))
          .startsWith("42883 38101 no plugin \"nobody\"");
      assertThat(failure(c, "SELECT COUNT(WASM_TRANSFORM('nobody', v)) FROM (VALUES 'a') AS t(v)"))
          .startsWith("42883 38101");
      assertThat(failure(c, "SELECT v FROM (VALUES 'a') AS t(v) ORDER BY WASM_TRANSFORM('no', v)"))
          .contains("42883");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "endive, unreachable, 38W01",
    "wasmtime, unreachable, 38W01",
    "endive, (i64.const 0), 38W02",
    "wasmtime, (i64.const 0), 38W02",
    "endive, (i64.const -1), 38W05",
    "wasmtime, (i64.const -1), 38W05",
  })
  void guestFaults_haveTheirSqlStates(String engine, String body, String state)
      throws SQLException {
    try (Connection c = withEngine(engine)) {
      register(c, "bad", Guests.transform(body));
      register(c, "upper");
      assertThat(failure(c, "SELECT WASM_TRANSFORM('bad', 'a')")).startsWith(state);
      assertThat(failure(c, "SELECT MAX(WASM_TRANSFORM('bad', v)) FROM (VALUES 'a') AS t(v)"))
          .startsWith(state);
      assertThat(row(c, "SELECT WASM_TRANSFORM('upper', 'still here')")).isEqualTo("STILL HERE");
    }
  }

  @Test
  void faultOfAConstant_isASqlExceptionToo() throws SQLException {
    try (Connection c = ours()) {
      assertThat(failure(c, "SELECT 1 / 0")).startsWith("22012").contains("/ by zero");
      assertThat(row(c, "SELECT 1 + 1")).isEqualTo("2");
    }
  }

  @Test
  void javaErrors_becomeSqlExceptions() {
    for (Throwable error : new Throwable[] {new StackOverflowError(), new OutOfMemoryError()}) {
      assertThat(SqlErrors.translate(error).getSQLState()).startsWith("38W0");
    }
  }

  @Test
  void faultsOfCalcite_comeOutOfNextAsSqlExceptions() throws SQLException {
    try (Connection c = ours()) {
      assertThat(failure(c, "SELECT 1 / (v - 1) FROM (VALUES 1) AS t(v)")).startsWith("22012");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT WASM_TRANSFORM('upper', 'a') FROM E.NUMBERS",
        "SELECT COUNT(*) FROM E.NUMBERS WHERE WASM_TRANSFORM('upper', 'a') <> 'b'"
      })
  void timeoutAndCancel_endAStatementAndOnlyThatExecution(String endless) throws Exception {
    try (Connection c = ours();
        Statement statement = c.createStatement()) {
      register(c, "upper");
      addEndlessTable(c);
      statement.setQueryTimeout(1);
      assertThatRunning(statement, endless).isEqualTo("57014");
      statement.setQueryTimeout(0);
      AtomicBoolean ended = new AtomicBoolean();
      CompletableFuture<Void> cancelling =
          CompletableFuture.runAsync(() -> cancelUntil(ended, statement));
      assertThatRunning(statement, endless).isEqualTo("57014");
      ended.set(true);
      cancelling.get();
      try (ResultSet rows = statement.executeQuery("SELECT WASM_TRANSFORM('upper', 'b')")) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getString(1)).isEqualTo("B");
      }
    }
  }

  private static org.assertj.core.api.AbstractStringAssert<?> assertThatRunning(
      Statement statement, String sql) {
    SQLException failed =
        assertThatExceptionOfType(SQLException.class)
            .isThrownBy(
                () -> {
                  try (ResultSet rows = statement.executeQuery(sql)) {
                    while (rows.next()) {
                      // Until it is stopped.
                    }
                  }
                })
            .actual();
    return assertThat(failed.getSQLState());
  }

  /** Who cancels cannot know whether the statement has begun; before that it means nothing. */
  private static void cancelUntil(AtomicBoolean ended, Statement statement) {
    try {
      while (!ended.get()) {
        Thread.sleep(100);
        statement.cancel();
      }
    } catch (SQLException | InterruptedException failed) {
      throw new IllegalStateException(failed);
    }
  }

  private static void addEndlessTable(Connection c) throws SQLException {
    c.unwrap(CalciteConnection.class)
        .getRootSchema()
        .add(
            "E",
            new AbstractSchema() {
              @Override
              protected Map<String, Table> getTableMap() {
                return Map.of("NUMBERS", new Numbers());
              }
            });
  }

  private static final class Numbers extends AbstractTable implements ScannableTable {
    @Override
    public RelDataType getRowType(RelDataTypeFactory typeFactory) {
      return typeFactory.builder().add("N", SqlTypeName.INTEGER).build();
    }

    @Override
    public Enumerable<Object[]> scan(DataContext root) {
      return Linq4j.asEnumerable(
          () -> IntStream.range(0, Integer.MAX_VALUE).mapToObj(i -> new Object[] {i}).iterator());
    }
  }
}
