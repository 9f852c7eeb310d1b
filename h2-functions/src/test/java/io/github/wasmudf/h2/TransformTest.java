package io.github.wasmudf.h2;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wasmudf.testing.Guests;
import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.SQLException;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values through a plugin that answers its input: NULL, empty, small, large, odd. */
@OnEachEngine
class TransformTest {
  private static final int TEN_MB = 10 << 20;

  @RegisterExtension final TestDatabase database;
  private Sql sql;

  TransformTest(String engine) {
    database = TestDatabase.inMemory(engine);
  }

  @BeforeEach
  void connect() throws SQLException {
    sql = database.admin();
    sql.register("echo", TestGuests.echo());
  }

  @Test
  void nullAnswersNull_withoutACall() throws SQLException {
    sql.register("trap", Guests.transform("unreachable"));
    for (String function : new String[] {"", "_BINARY", "_BLOB", "_CLOB"}) {
      assertThat(sql.value("VALUES WASM_TRANSFORM" + function + "('trap', NULL)")).isNull();
      assertThat(sql.value("VALUES WASM_TRANSFORM" + function + "('trap', NULL, '{}')")).isNull();
      assertThat(sql.value("VALUES WASM_TRANSFORM" + function + "(NULL, 'x')")).isNull();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "ß",
        "grüße, 世界",
        "𝒳🎉",
        "\uFFFD",
        "?",
        "??\uFFFD",
        "a\u0000b",
        "\uFEFF"
      })
  void textComesBack(String text) throws SQLException {
    assertThat(sql.transform("echo", text)).isEqualTo(text);
    assertThat(sql.value("VALUES WASM_TRANSFORM_CLOB('echo', ?)", text)).isEqualTo(text);
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    assertThat(sql.value("VALUES WASM_TRANSFORM_BINARY('echo', ?)", text)).isEqualTo(bytes);
    assertThat(sql.value("VALUES WASM_TRANSFORM_BLOB('echo', ?)", text)).isEqualTo(bytes);
  }

  @Test
  void bytesComeBack_whateverTheyAre() throws SQLException {
    byte[] bytes = new byte[256];
    for (int i = 0; i < 256; i++) {
      bytes[i] = (byte) (255 - i);
      byte[] one = {(byte) i};
      if ("!#$%&*~^".indexOf(i) < 0) {
        assertThat(sql.value("VALUES WASM_TRANSFORM_BINARY('echo', ?)", one)).isEqualTo(one);
      }
    }
    assertThat(sql.value("VALUES WASM_TRANSFORM_BINARY('echo', ?)", bytes)).isEqualTo(bytes);
    assertThat(sql.value("VALUES WASM_TRANSFORM_BLOB('echo', ?)", bytes)).isEqualTo(bytes);
    assertThat(sql.value("VALUES WASM_TRANSFORM_BINARY('echo', X'')")).isEqualTo(new byte[0]);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 63, 64, 65_535, 65_536, 65_537, 1 << 20, TEN_MB})
  void largeBytesComeBack(int size) throws SQLException {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    bytes[0] = 'x';
    assertThat(sql.value("VALUES WASM_TRANSFORM_BINARY('echo', ?)", bytes)).isEqualTo(bytes);
    assertThat(sql.value("VALUES WASM_TRANSFORM_BLOB('echo', ?)", new ByteArrayInputStream(bytes)))
        .isEqualTo(bytes);
  }

  @Test
  void largeTextComesBack() throws SQLException {
    String text = "grüße, 世界 🎉 ".repeat(TEN_MB / 22);
    assertThat(text.getBytes(StandardCharsets.UTF_8).length).isGreaterThan(TEN_MB * 9 / 10);
    assertThat(sql.value("VALUES WASM_TRANSFORM_CLOB('echo', ?)", new StringReader(text)))
        .isEqualTo(text);
    assertThat(sql.transform("echo", text)).isEqualTo(text);
  }

  @Test
  void halfASurrogatePairIsRefused() throws SQLException {
    String state = "22021";
    assertThat(sql.sqlState("VALUES WASM_TRANSFORM('echo', U&'a\\D800')")).isEqualTo(state);
    assertThat(sql.sqlState("VALUES WASM_TRANSFORM('echo', ?)", "\udc00")).isEqualTo(state);
    assertThat(sql.sqlState("VALUES WASM_TRANSFORM_BINARY('echo', ?)", "?\ud800?"))
        .isEqualTo(state);
    assertThat(sql.sqlState("VALUES WASM_TRANSFORM('echo', 'x', ?)", "{\"a\":\"\ud800\"}"))
        .isEqualTo(state);
    assertThat(sql.failure("VALUES WASM_TRANSFORM('echo', ?)", "\udc00").message())
        .contains("plugin echo version 1");
    assertThat(sql.transform("echo", "fine")).isEqualTo("fine");
  }

  @Test
  void parametersGoBeforeTheData() throws SQLException {
    assertThat(sql.value("VALUES WASM_TRANSFORM_BINARY('echo', 'x', '{}')"))
        .isEqualTo(new byte[] {2, 0, 0, 0, '{', '}', 'x'});
    assertThat(sql.value("VALUES WASM_TRANSFORM_BINARY('echo', '', '{\"ä\":\"世\"}')"))
        .isEqualTo("\u000c\0\0\0{\"ä\":\"世\"}".getBytes(StandardCharsets.UTF_8));
    assertThat(sql.value("VALUES WASM_TRANSFORM('echo', 'x', NULL)")).isEqualTo("x");
    assertThat(
            sql.column(
                "SELECT LENGTH(WASM_TRANSFORM_BINARY('echo', '', P)) FROM"
                    + " (VALUES ('{}'), (NULL), ('{\"a\":1}'), ('{}')) AS T(P)"))
        .containsExactly(6L, 0L, 11L, 6L);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "1", "\"x\"", "null", "{", "{} x", "{\"a\":1,\"a\":2}"})
  void parametersMustBeAnObject(String parameters) throws SQLException {
    Sql.Failure failure = sql.failure("VALUES WASM_TRANSFORM('echo', 'x', ?)", parameters);
    assertThat(failure.sqlState()).isEqualTo("22W04");
    assertThat(failure.message()).contains("plugin echo version 1", "parameters");
    assertThat(sql.transform("echo", "fine")).isEqualTo("fine");
  }

  @Test
  void parametersReachThePlugin() throws SQLException {
    sql.register("base64", Guests.plugin("base64"));
    sql.register("redact", Guests.plugin("redact"));
    assertThat(sql.value("VALUES WASM_TRANSFORM('base64', X'00ff10')")).isEqualTo("AP8Q");
    assertThat(sql.value("VALUES WASM_TRANSFORM_BINARY('base64', 'AP8Q', '{\"mode\":\"decode\"}')"))
        .isEqualTo(new byte[] {0, (byte) 0xff, 0x10});
    assertThat(
            sql.value(
                "VALUES WASM_TRANSFORM('redact', 'to bob@example.com', '{\"mask\":\"‹世›\"}')"))
        .isEqualTo("to ‹世›");
  }

  @Test
  void largeObjectsAreStreams() throws Exception {
    try (var statement =
            sql.connection()
                .prepareStatement(
                    "VALUES (WASM_TRANSFORM_BLOB('echo', ?), WASM_TRANSFORM_CLOB('echo', ?))");
        var rows = executed(statement)) {
      Blob blob = rows.getBlob(1);
      Clob clob = rows.getClob(2);
      assertThat(blob.length()).isEqualTo(3);
      assertThat(blob.getBinaryStream().readAllBytes()).isEqualTo(new byte[] {'a', 'b', 'c'});
      assertThat(clob.getSubString(1, 3)).isEqualTo("äöü");
    }
  }

  private static java.sql.ResultSet executed(java.sql.PreparedStatement statement)
      throws SQLException {
    statement.setBlob(1, new ByteArrayInputStream(new byte[] {'a', 'b', 'c'}));
    statement.setClob(2, new StringReader("äöü"));
    java.sql.ResultSet rows = statement.executeQuery();
    rows.next();
    return rows;
  }
}
