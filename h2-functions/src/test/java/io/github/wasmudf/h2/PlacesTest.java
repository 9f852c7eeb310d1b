package io.github.wasmudf.h2;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wasmudf.testing.Guests;
import java.io.ByteArrayInputStream;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import org.h2.api.Trigger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The places in SQL and in JDBC where a plugin may be called or registered. */
@OnEachEngine
class PlacesTest {
  @RegisterExtension final TestDatabase database;
  private Sql sql;

  PlacesTest(String engine) {
    database = TestDatabase.inMemory(engine);
  }

  @BeforeEach
  void connect() throws SQLException {
    sql = database.admin();
    sql.register("upper", Guests.plugin("upper"));
    sql.run("CREATE TABLE words (id INT PRIMARY KEY, word VARCHAR)");
    sql.run("INSERT INTO words VALUES (1, 'straße'), (2, 'Straße'), (3, 'éa'), (4, NULL)");
  }

  @Test
  void inQueries() throws SQLException {
    assertThat(sql.column("SELECT id FROM words WHERE WASM_TRANSFORM('upper', word) = 'STRASSE'"))
        .containsExactly(1, 2);
    assertThat(
            sql.column(
                "SELECT COUNT(*) FROM words GROUP BY WASM_TRANSFORM('upper', word) ORDER BY 1"))
        .containsExactly(1L, 1L, 2L);
    assertThat(
            sql.column(
                "SELECT WASM_TRANSFORM('upper', word) u FROM words GROUP BY u"
                    + " HAVING COUNT(*) > 1"))
        .containsExactly("STRASSE");
    assertThat(
            sql.column(
                "SELECT id FROM words ORDER BY WASM_TRANSFORM('upper', word) DESC NULLS LAST, id"))
        .containsExactly(3, 1, 2, 4);
    assertThat(
            sql.column(
                "SELECT (SELECT MAX(WASM_TRANSFORM('upper', i.word)) FROM words i WHERE"
                    + " i.id = o.id) FROM words o ORDER BY id"))
        .containsExactly("STRASSE", "STRASSE", "ÉA", null);
    assertThat(sql.column("SELECT DISTINCT WASM_TRANSFORM('upper', word) FROM words")).hasSize(3);
    assertThat(
            sql.column(
                "SELECT a.id FROM words a JOIN words b ON WASM_TRANSFORM('upper', a.word) ="
                    + " WASM_TRANSFORM('upper', b.word) AND a.id < b.id"))
        .containsExactly(1);
    assertThat(
            sql.value(
                "SELECT WASM_TRANSFORM('upper', WASM_TRANSFORM('upper', 'a') || 'b')"
                    + " FROM words LIMIT 1"))
        .isEqualTo("AB");
  }

  @Test
  void inDataChanges() throws SQLException {
    sql.run("CREATE TABLE loud (id INT, word VARCHAR)");
    sql.run("INSERT INTO loud SELECT id, WASM_TRANSFORM('upper', word) FROM words");
    sql.run("UPDATE words SET word = WASM_TRANSFORM('upper', word) WHERE id < 3");
    sql.run(
        "MERGE INTO loud USING words ON loud.id = words.id AND words.id = 3"
            + " WHEN MATCHED THEN UPDATE SET word = WASM_TRANSFORM('upper', 'merged')");
    assertThat(sql.column("SELECT word FROM loud ORDER BY id"))
        .containsExactly("STRASSE", "STRASSE", "MERGED", null);
    assertThat(sql.column("SELECT word FROM words ORDER BY id"))
        .containsExactly("STRASSE", "STRASSE", "éa", null);
    sql.run("DELETE FROM words WHERE WASM_TRANSFORM('upper', word) = 'STRASSE'");
    assertThat(sql.value("SELECT COUNT(*) FROM words")).isEqualTo(2L);
  }

  @Test
  void inViewsAndTheirUsers() throws SQLException {
    sql.run("CREATE VIEW loud AS SELECT id, WASM_TRANSFORM('upper', word) word FROM words");
    sql.run("GRANT SELECT ON loud TO PUBLIC");
    Sql user = database.user();
    assertThat(user.column("SELECT word FROM loud WHERE id = 1")).containsExactly("STRASSE");
    sql.register("upper", Guests.constant("replaced"));
    assertThat(user.column("SELECT word FROM loud WHERE id = 1")).containsExactly("replaced");
    assertThat(sql.column("SELECT word FROM loud WHERE id = 1")).containsExactly("replaced");
  }

  @Test
  void inGeneratedColumnsChecksAndIndexes() throws SQLException {
    sql.run(
        "CREATE TABLE names (name VARCHAR, loud VARCHAR GENERATED ALWAYS AS"
            + " (WASM_TRANSFORM('upper', name)),"
            + " CHECK (WASM_TRANSFORM('upper', name) <> 'BAD'))");
    sql.run("CREATE INDEX loud_index ON names (loud)");
    sql.run("INSERT INTO names (name) VALUES ('straße'), ('x'), (NULL)");
    assertThat(sql.value("SELECT name FROM names WHERE loud = 'STRASSE'")).isEqualTo("straße");
    assertThat(sql.sqlState("INSERT INTO names (name) VALUES ('bad')")).isEqualTo("23513");
    sql.run("UPDATE names SET name = 'y' WHERE name = 'x'");
    assertThat(sql.value("SELECT loud FROM names WHERE name = 'y'")).isEqualTo("Y");
    assertThat(sql.value("SELECT COUNT(*) FROM names")).isEqualTo(3L);
  }

  /** A trigger that asks a plugin through SQL, as a user's would; public because H2 makes it. */
  public static final class Loud implements Trigger {
    /** For H2. */
    public Loud() {}

    @Override
    public void fire(Connection connection, Object @Nullable [] oldRow, Object[] newRow)
        throws SQLException {
      try (PreparedStatement call =
          connection.prepareStatement("VALUES WASM_TRANSFORM('upper', ?)")) {
        call.setObject(1, newRow[1]);
        try (ResultSet rows = call.executeQuery()) {
          rows.next();
          newRow[1] = rows.getString(1);
        }
      }
    }
  }

  @Test
  void inTriggers() throws SQLException {
    sql.run(
        "CREATE TRIGGER loud BEFORE INSERT ON words FOR EACH ROW CALL '"
            + Loud.class.getName()
            + "'");
    sql.run("INSERT INTO words SELECT id + 10, WASM_TRANSFORM('upper', word) || 'x' FROM words");
    assertThat(sql.column("SELECT word FROM words WHERE id > 10 ORDER BY id"))
        .containsExactly("STRASSEX", "STRASSEX", "ÉAX", null);
  }

  @Test
  void inPreparedStatements_whenTheVersionChanges() throws SQLException {
    try (PreparedStatement call =
        sql.connection().prepareStatement("SELECT WASM_TRANSFORM(?, ?)")) {
      for (int i = 0; i < 3; i++) {
        sql.register("p", Guests.constant("v" + i));
        for (int row = 0; row < 3; row++) {
          call.setString(1, "p");
          call.setString(2, "row" + row);
          try (ResultSet rows = call.executeQuery()) {
            rows.next();
            assertThat(rows.getString(1)).isEqualTo("v" + i);
          }
        }
      }
    }
  }

  @Test
  void constantCallsAreNotRemembered_whenTheVersionChanges() throws SQLException {
    sql.register("p", Guests.constant("one"));
    try (PreparedStatement call =
        sql.connection().prepareStatement("SELECT WASM_TRANSFORM('p', 'x') FROM words")) {
      for (String text : new String[] {"one", "two", "three"}) {
        sql.register("p", Guests.constant(text));
        try (ResultSet rows = call.executeQuery()) {
          rows.next();
          assertThat(rows.getString(1)).isEqualTo(text);
        }
      }
    }
  }

  @Test
  void moduleComesInEveryWay() throws SQLException {
    byte[] module = Guests.constant("here");
    try (PreparedStatement call = sql.connection().prepareStatement("CALL WASM_REGISTER('p', ?)")) {
      call.setBytes(1, module);
      call.execute();
      call.setBinaryStream(1, new ByteArrayInputStream(module));
      call.execute();
      call.setBinaryStream(1, new ByteArrayInputStream(module), module.length);
      call.executeQuery();
      call.setBlob(1, new ByteArrayInputStream(module));
      call.executeQuery();
      java.sql.Blob blob = sql.connection().createBlob();
      blob.setBytes(1, module);
      call.setBlob(1, blob);
      call.executeUpdate();
      call.setObject(1, module);
      call.executeUpdate();
    }
    assertThat(sql.value("SELECT MAX(VERSION) FROM WASM.PLUGINS WHERE PLUGIN = 'p'")).isEqualTo(6);
    String hexadecimal = java.util.HexFormat.of().formatHex(module);
    assertThat(sql.value("CALL WASM_REGISTER('p', X'" + hexadecimal + "')")).isEqualTo(7);
    assertThat(sql.value("SELECT WASM_REGISTER('p', MODULE) FROM WASM.PLUGIN WHERE VERSION = 2"))
        .isEqualTo(8);
    String file = Guests.pluginFile("upper").toString();
    assertThat(sql.value("CALL WASM_REGISTER('u', FILE_READ('" + file + "'))")).isEqualTo(1);
    assertThat(sql.transform("u", "a")).isEqualTo("A");
    assertThat(sql.transform("p", "a")).isEqualTo("here");
  }

  @Test
  void callableStatementsWork() throws SQLException {
    byte[] module = Guests.constant("here");
    try (CallableStatement call = sql.connection().prepareCall("{call WASM_REGISTER(?, ?)}")) {
      call.setString(1, "p");
      call.setBinaryStream(2, new ByteArrayInputStream(module));
      call.execute();
    }
    try (CallableStatement call = sql.connection().prepareCall("{? = call WASM_REGISTER(?, ?)}")) {
      call.registerOutParameter(1, Types.INTEGER);
      call.setString(2, "p");
      call.setBytes(3, module);
      call.execute();
      assertThat(call.getInt(1)).isEqualTo(2);
    }
    try (CallableStatement call =
        sql.connection().prepareCall("{? = call WASM_TRANSFORM('upper', ?)}")) {
      call.registerOutParameter(1, Types.VARCHAR);
      call.setString(2, "a");
      call.execute();
      assertThat(call.getString(1)).isEqualTo("A");
    }
  }
}
