package io.github.wasmudf.calcite;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wasmudf.testing.Guests;
import java.math.BigDecimal;
import java.sql.Array;
import java.sql.Connection;
import java.sql.Date;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Struct;
import java.sql.Time;
import java.sql.Timestamp;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Results that are rows, as JDBC has them; what SQL makes of them is in the conformance scripts.
 */
class RowResultTest extends Sql {
  private static final String FIELDS =
      "ROW(d DATE, t TIMESTAMP, h TIME, n DECIMAL(9, 2), b VARBINARY, a BIGINT ARRAY, s VARCHAR,"
          + " \\\"a \\\"\\\"b\\\" INTEGER)";

  private static Connection open() throws SQLException {
    Connection c = ours();
    add(c);
    return c;
  }

  private static void add(Connection c) throws SQLException {
    register(c, "id", Guests.plugin("identity_bump"));
    create(c, "seen", FIELDS);
    create(c, "day_of", "ROW(d DATE)");
  }

  private static void create(Connection c, String name, String returns) throws SQLException {
    rows(
        c,
        ("SELECT WASM_CREATE_FUNCTION('%s', 'id', 'transform', '{\"args\":[{\"name\":\"json\","
                + "\"type\":\"VARCHAR\"}],\"returns\":\"%s\"}')")
            .formatted(name, returns));
  }

  @Test
  void getObject_hasTheFieldsAsTheyWouldBeAsColumns() throws SQLException {
    try (Connection c = open();
        Statement statement = c.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT seen(j) AS seen, day_of('[\"2026-11-28\"]'), day_of('null'), day_of('{}'),"
                    + " ROW(DATE '2026-11-28', 1)"
                    + " FROM (VALUES ('{\"d\":\"2026-11-28\",\"t\":\"2026-11-28T01:02:03.5\","
                    + "\"h\":\"12:30:00\",\"n\":1.5,\"b\":\"AQI=\",\"a\":[1,null],\"s\":\"x\","
                    + "\"a \\\"b\":7}')) AS v(j)")) {
      assertThat(rows.getMetaData().getColumnType(1)).isEqualTo(Types.STRUCT);
      rows.next();
      Object[] seen = ((Struct) rows.getObject(1)).getAttributes();
      assertThat(seen[0]).isEqualTo(Date.valueOf("2026-11-28"));
      assertThat(seen[1]).isEqualTo(Timestamp.valueOf("2026-11-28 01:02:03.5"));
      assertThat(seen[2]).isEqualTo(Time.valueOf("12:30:00"));
      assertThat(seen[3]).isEqualTo(new BigDecimal("1.50"));
      assertThat(seen[4]).isEqualTo(new byte[] {1, 2});
      assertThat((Object[]) ((Array) seen[5]).getArray()).containsExactly(1L, null);
      assertThat(seen[6]).isEqualTo("x");
      assertThat(seen[7]).isEqualTo(7);
      assertThat(((Struct) rows.getObject(2)).getAttributes())
          .containsExactly(Date.valueOf("2026-11-28"));
      assertThat(rows.getString(2)).isEqualTo("{2026-11-28}");
      assertThat(((Struct) rows.getObject("SEEN")).getAttributes()[6]).isEqualTo("x");
      assertThat(rows.getString("SEEN"))
          .startsWith("{2026-11-28, 2026-11-28 01:02:03.5, 12:30:00,");
      assertThat(((Struct) rows.getObject(5)).getAttributes()).hasSize(2);
      assertThat(rows.getObject(3)).isNull();
      assertThat(rows.getString(3)).isNull();
      assertThat(rows.wasNull()).isTrue();
      assertThat(((Struct) rows.getObject(4)).getAttributes()).containsExactly((Object) null);
    }
  }

  @Test
  void getFunctionColumns_namesTheFieldsInTheType() throws SQLException {
    List<String> found = new ArrayList<>();
    try (Connection c = open();
        ResultSet rows = c.getMetaData().getFunctionColumns(null, null, "DAY_OF", null)) {
      while (rows.next()) {
        found.add(rows.getString("COLUMN_NAME") + " " + rows.getString("TYPE_NAME"));
        assertThat(rows.getInt("DATA_TYPE"))
            .isEqualTo(found.size() == 1 ? Types.STRUCT : Types.VARCHAR);
      }
    }
    assertThat(found).containsExactly(" ROW(d DATE)", "JSON VARCHAR");
  }

  @Test
  void field_thatIsNone_isNotFound() throws SQLException {
    try (Connection c = open()) {
      assertThat(failure(c, "SELECT day_of('[null]').nix")).startsWith("42S22");
      assertThat(failure(c, "SELECT n FROM (VALUES (1)) AS t(n) ORDER BY day_of('[null]').nix"))
          .startsWith("42S22");
      assertThat(failure(c, "SELECT seen(day_of('null'))")).startsWith("42883");
      assertThat(failure(c, "SELECT day_of('[1, 2]').d")).startsWith("22032");
      assertThat(row(c, "SELECT day_of('[\"2026-11-28\"]').d")).isEqualTo("2026-11-28");
    }
  }

  @Test
  void rowsOfCalcitesOwn_areNotComparedWithThem() throws SQLException {
    String from = " FROM (VALUES ('[\"2026-11-28\"]')) AS t(j)";
    String own = "ROW(DATE '2026-11-28')";
    try (Connection c = open()) {
      assertThat(failure(c, "SELECT j" + from + " WHERE day_of(j) = " + own)).startsWith("0A000");
      // Calcite itself cannot plan others; what counts is that none finds nothing without a word.
      for (String condition :
          List.of(
              own + " <> day_of(j)",
              "day_of(j) > " + own,
              "day_of(j) IN (SELECT r FROM (VALUES (" + own + ")) AS u(r))")) {
        assertThat(failure(c, "SELECT j" + from + " WHERE " + condition))
            .as(condition)
            .matches("(?s)(0A000|HY000|42000) .*");
      }
      assertThat(rows(c, "SELECT j" + from + " WHERE day_of(j) IS NOT DISTINCT FROM " + own))
          .hasSize(1);
      assertThat(rows(c, "SELECT j" + from + " WHERE day_of(j) = day_of(j || '')")).hasSize(1);
      assertThat(rows(c, "SELECT j" + from + " WHERE day_of(j).d = DATE '2026-11-28'")).hasSize(1);
    }
  }

  @Test
  void connectionsOfCalcitesOwn_doNotHaveThem() throws SQLException {
    try (Connection c =
        DriverManager.getConnection(
            ORDINARY + "parserFactory=io.github.wasmudf.calcite.WasmParserFactory")) {
      add(c);
      assertThat(failure(c, "SELECT WASM.day_of('null')")).contains("DAY_OF");
    }
  }
}
