package io.github.wasmudf.calcite;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LiteralTest extends Sql {
  @ParameterizedTest
  @ValueSource(ints = {2_048, 2_049, 45_000, 45_001, 300_000})
  void binaryLiterals_haveAnyLength(int length) throws SQLException {
    try (Connection c = ours()) {
      String literal = "X'" + "ab".repeat(length) + "'";
      assertThat(row(c, "SELECT OCTET_LENGTH(" + literal + "), " + literal + " = " + literal))
          .isEqualTo(length + "|true");
    }
  }

  @Test
  void whatOnlyLooksLikeALiteral_staysAsItIs() throws SQLException {
    try (Connection c = ours()) {
      String literal = "X'" + "ab".repeat(3_000) + "'";
      assertThat(
              row(
                  c,
                  "SELECT CHAR_LENGTH('"
                      + literal.replace("'", "''")
                      + "'), OCTET_LENGTH("
                      + literal
                      + ") AS \"don't\" /* "
                      + literal
                      + " */ -- "
                      + literal
                      + "\n"))
          .isEqualTo("6003|3000");
    }
  }

  @Test
  void texts_areUnicode() throws SQLException {
    try (Connection c = ours()) {
      register(c, "upper");
      assertThat(
              row(
                  c,
                  "SELECT WASM_TRANSFORM('upper', 'grüße, 世界 😀'), v || '界' FROM (VALUES 'x') AS t(v)"
                      + " WHERE v <> '世' AND WASM_TRANSFORM('upper', v) < '世'"))
          .isEqualTo("GRÜSSE, 世界 😀|x界");
    }
  }

  @Test
  void parserFactory_bringsCallToAnOrdinaryConnection() throws SQLException {
    for (String name : new String[] {"", "#FACTORY"}) {
      String url = ORDINARY + "parserFactory=" + WasmParserFactory.class.getName() + name;
      try (Connection c = DriverManager.getConnection(url)) {
        assertThat(row(c, "CALL WASM_REGISTER('upper', " + literal("upper") + ")")).isEqualTo("1");
        assertThat(row(c, "CALL WASM_ACTIVATE(name => 'upper', version => 1)")).isEqualTo("1");
      }
    }
  }
}
