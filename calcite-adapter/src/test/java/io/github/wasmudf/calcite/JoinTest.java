package io.github.wasmudf.calcite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.calcite.DataContext;
import org.apache.calcite.linq4j.Enumerable;
import org.apache.calcite.linq4j.Linq4j;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.schema.ScannableTable;
import org.apache.calcite.schema.impl.AbstractTable;
import org.apache.calcite.sql.type.SqlTypeName;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A table in H2 joined with a CSV file, and a plugin over both. */
class JoinTest extends Federated {
  private static final int ROWS = 1_000;

  private Path file = Path.of("");

  /** Lines of a CSV file: a number and a text. */
  private static final class CsvTable extends AbstractTable implements ScannableTable {
    private final Path file;

    CsvTable(Path file) {
      this.file = file;
    }

    @Override
    public RelDataType getRowType(RelDataTypeFactory types) {
      return types
          .builder()
          .add("ID", SqlTypeName.INTEGER)
          .add("CITY", SqlTypeName.VARCHAR)
          .build();
    }

    @Override
    public Enumerable<Object[]> scan(DataContext root) {
      try {
        return Linq4j.asEnumerable(Files.readAllLines(file)).select(CsvTable::row);
      } catch (IOException missing) {
        throw new UncheckedIOException(missing);
      }
    }

    private static Object[] row(String line) {
      List<String> columns = List.of(line.split(",", -1));
      return new Object[] {Integer.valueOf(columns.get(0)), columns.get(1)};
    }
  }

  @BeforeEach
  void fill(@TempDir Path directory) throws SQLException, IOException {
    h2(
        "CREATE TABLE T (ID INT, NAME VARCHAR)",
        "INSERT INTO T SELECT X, 'n' || X FROM SYSTEM_RANGE(1, 1000)");
    file = directory.resolve("c.csv");
    Files.write(
        file,
        IntStream.rangeClosed(1, ROWS)
            .filter(i -> i % 2 == 0)
            .mapToObj(i -> i + ",c" + i)
            .toList());
  }

  private Connection both() throws SQLException {
    Connection c = calcite(OURS);
    root(c).add("C", new CsvTable(file));
    addCounting(c);
    return c;
  }

  private static final String SELECT =
      "SELECT T.ID, C.CITY, WASM_TRANSFORM('counting', T.NAME) FROM H.T JOIN C ON T.ID = C.ID ";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "WHERE WASM_TRANSFORM('counting', T.NAME) <> 'x'",
        "WHERE WASM_TRANSFORM('counting', T.NAME) <> 'x' AND T.ID > 100 AND C.CITY <> 'c102'",
      })
  void limit_evaluatesNoMoreRowsThanItAnswers(String where) throws SQLException {
    try (Connection c = both()) {
      List<String> rows = rows(c, SELECT + where + " LIMIT 2");
      assertThat(rows).hasSize(2).allMatch(row -> row.matches("(\\d+)\\|c\\1\\|n\\1"));
      assertThat(calls(c)).as(plan(c, SELECT + where + " LIMIT 2")).isLessThanOrEqualTo(4);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"H.T JOIN C ON T.ID = C.ID", "C JOIN H.T ON T.ID = C.ID"})
  void pluginsOnBothSides_seeAsFewRows(String from) throws SQLException {
    try (Connection c = both()) {
      String sql =
          "SELECT T.ID FROM "
              + from
              + " WHERE WASM_TRANSFORM('counting', T.NAME) <> 'x'"
              + " AND WASM_TRANSFORM('counting', C.CITY) <> 'x' LIMIT 2";
      assertThat(rows(c, sql)).hasSize(2);
      assertThat(calls(c)).as(plan(c, sql)).isEqualTo(4);
    }
  }

  @Test
  void withoutLimit_allRowsAreThere() throws SQLException {
    try (Connection c = both()) {
      String sql = SELECT + "WHERE WASM_TRANSFORM('counting', T.NAME) <> 'n4' AND T.ID <= 10";
      assertThat(rows(c, sql)).hasSize(4);
      assertThat(calls(c)).as(plan(c, sql)).isLessThanOrEqualTo(15);
      assertThat(rows(c, sql + " LIMIT 100")).containsExactlyInAnyOrderElementsOf(rows(c, sql));
    }
  }
}
