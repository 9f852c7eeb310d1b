package io.github.wasmudf.h2;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wasmudf.testing.Guests;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code WASM_TABLE}: rows from plugins. */
@OnEachEngine
class TableTest {
  private static final String TWO_COLUMNS =
      "{\"columns\":[{\"name\":\"id\",\"type\":\"BIGINT\"},{\"name\":\"name\",\"type\":\"VARCHAR\"}]}";

  @RegisterExtension final TestDatabase database;
  private Sql sql;

  TableTest(String engine) {
    database = TestDatabase.inMemory(engine);
  }

  @BeforeEach
  void connect() throws SQLException {
    sql = database.admin();
    sql.register("csv", Guests.plugin("csv_rows"));
    sql.register("echo", TestGuests.echo());
  }

  private List<String> rows(String query) throws SQLException {
    try (Statement statement = sql.connection().createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      List<String> list = new ArrayList<>();
      while (rows.next()) {
        List<String> row = new ArrayList<>();
        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
          row.add(rows.getString(i));
        }
        list.add(String.join("|", row.stream().map(String::valueOf).toList()));
      }
      return list;
    }
  }

  @Test
  void rows_ofCsv() throws SQLException {
    assertThat(
            rows(
                "SELECT id + 1, name FROM WASM_TABLE('csv', 'id,name\n1,a\n2,\"b \"\"c\"\"\"\n3,',"
                    + " '"
                    + TWO_COLUMNS
                    + "') WHERE id > 0"))
        .containsExactly("2|a", "3|b \"c\"", "4|null");
  }

  @Test
  void value_holdsTheRowsText_whenNobodyNamesColumns() throws SQLException {
    assertThat(rows("SELECT * FROM WASM_TABLE('echo', '[{\"a\": 1.0}, null, \"x\"]')"))
        .containsExactly("{\"a\":1.0}", "null", "\"x\"");
  }
}
