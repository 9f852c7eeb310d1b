package io.github.wasmudf.calcite;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@link DatabaseMetaData} tells of created functions. */
class FunctionMetadataTest extends Sql {
  private static final String DISTINCT =
      "'{\"kind\":\"aggregate\",\"args\":[{\"name\":\"x\",\"type\":\"VARCHAR\"}],"
          + "\"returns\":\"BIGINT\",\"description\":\"about how many\"}'";
  private static final String PRICE =
      "'{\"args\":[{\"name\":\"price\",\"type\":\"DECIMAL(8, 2)\"},"
          + "{\"name\":\"at\",\"type\":\"DATE\"}],\"returns\":\"CHAR(5)\"}'";

  private static Connection open() throws SQLException {
    Connection c = ours();
    register(c, "math");
    register(c, "sketches");
    register(c, "upper");
    rows(
        c,
        "CALL WASM_CREATE_FUNCTION('divmod', 'math', 'divmod', '{\"description\":\"two results\"}')");
    rows(c, "CALL WASM_CREATE_FUNCTION('distinct_values', 'sketches', 'hll', " + DISTINCT + ")");
    rows(c, "CALL WASM_CREATE_FUNCTION('shout', 'upper', 'transform')");
    rows(c, "CALL WASM_CREATE_FUNCTION('shout', 'upper', 'transform', " + PRICE + ")");
    return c;
  }

  private static List<String> read(ResultSet rows, String... columns) throws SQLException {
    List<String> read = new ArrayList<>();
    try (rows) {
      while (rows.next()) {
        List<String> row = new ArrayList<>();
        for (String column : columns) {
          row.add(String.valueOf(rows.getObject(column)));
        }
        read.add(String.join(" | ", row));
      }
    }
    return read;
  }

  @Test
  void getFunctions_hasEachOverloadWithItsDescription() throws SQLException {
    try (Connection c = open()) {
      DatabaseMetaData metadata = c.getMetaData();
      List<String> all =
          read(
              metadata.getFunctions(null, null, null),
              "FUNCTION_NAME",
              "REMARKS",
              "FUNCTION_TYPE",
              "SPECIFIC_NAME");
      assertThat(all)
          .contains(
              "DIVMOD | two results | 2 | DIVMOD(BIGINT, BIGINT)",
              "DISTINCT_VALUES | about how many | 1 | DISTINCT_VALUES(VARCHAR)",
              "SHOUT | null | 1 | SHOUT(VARCHAR)",
              "SHOUT | null | 1 | SHOUT(DECIMAL(8, 2), DATE)");
      // Calcite's own are there as ever.
      assertThat(all).anyMatch(row -> row.startsWith("ABS |"));

      assertThat(read(metadata.getFunctions(null, "", "D%"), "FUNCTION_NAME"))
          .containsExactlyInAnyOrder("DIVMOD", "DISTINCT_VALUES");
      assertThat(read(metadata.getFunctions(null, "WASM", "D%"), "FUNCTION_NAME")).isEmpty();
      rows(c, "CALL WASM_DROP_FUNCTION('divmod')");
      assertThat(read(metadata.getFunctions(null, null, "DIVMOD"), "FUNCTION_NAME")).isEmpty();
    }
  }

  @Test
  void getFunctionColumns_hasResultsAndArgumentsWithTheirTypes() throws SQLException {
    try (Connection c = open()) {
      DatabaseMetaData metadata = c.getMetaData();
      String[] columns = {
        "COLUMN_NAME", "COLUMN_TYPE", "DATA_TYPE", "TYPE_NAME", "PRECISION", "ORDINAL_POSITION"
      };
      assertThat(read(metadata.getFunctionColumns(null, null, "DIVMOD", null), columns))
          .containsExactly(
              "X1 | 1 | -5 | BIGINT | null | 1",
              "X2 | 1 | -5 | BIGINT | null | 2",
              "C1 | 5 | -5 | BIGINT | null | 1",
              "C2 | 5 | -5 | BIGINT | null | 2");
      assertThat(read(metadata.getFunctionColumns(null, null, "SHOUT", "%"), columns))
          .containsExactlyInAnyOrder(
              " | 4 | 12 | VARCHAR | null | 0",
              "INPUT | 1 | 12 | VARCHAR | null | 1",
              " | 4 | 1 | CHAR(5) | 5 | 0",
              "PRICE | 1 | 3 | DECIMAL(8, 2) | 8 | 1",
              "AT | 1 | 91 | DATE | null | 2");
      assertThat(read(metadata.getFunctionColumns(null, null, "SHOUT", "PRICE"), columns))
          .hasSize(1);
    }
  }

  @Test
  void otherMetadata_isCalcites() throws SQLException {
    try (Connection c = open()) {
      List<String> tables =
          read(c.getMetaData().getTables(null, "WASM", "STATS", null), "TABLE_NAME");
      assertThat(tables).containsExactly("STATS");
      assertThat(read(c.getMetaData().getProcedures(null, null, null), "PROCEDURE_NAME")).isEmpty();
    }
  }
}
