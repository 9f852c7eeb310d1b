package io.github.wasmudf.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CsvResultWriterTest {
  private static String csv(String... statements) {
    Run run = Run.sql("csv", statements);
    assertThat(run.err()).isEmpty();
    assertThat(run.status()).isZero();
    return run.out();
  }

  @Test
  void nullIsEmptyAndEmptyIsQuoted() {
    assertThat(csv("SELECT 'grüße, 世界' AS a, CAST(NULL AS VARCHAR) AS b, '' AS c"))
        .isEqualTo("A,B,C\n\"grüße, 世界\",,\"\"\n");
  }

  @Test
  void onlyWhatNeedsQuotesIsQuoted() {
    assertThat(
            csv(
                "SELECT '#a b' AS a, ' x ' AS b, '#' AS c, 'q\"q' AS d, U&'l\\000af' AS e,"
                    + " U&'c\\000dr' AS f, '=1;2' AS g, REPEAT('long ', 20) AS h"))
        .isEqualTo(
            "A,B,C,D,E,F,G,H\n#a b, x ,#,\"q\"\"q\",\"l\nf\",\"c\rr\",=1;2,"
                + "long ".repeat(20)
                + "\n");
  }

  @Test
  void lonelyNullIsAnEmptyLine() {
    assertThat(csv("SELECT CAST(NULL AS INT) AS a UNION ALL SELECT 1")).isEqualTo("A\n\n1\n");
  }

  @Test
  void everyResultHasAHeaderAndUpdatesWriteNothing() {
    assertThat(
            csv(
                "CREATE TABLE t(id INT)",
                "INSERT INTO t VALUES (1), (2); SELECT id FROM t ORDER BY id",
                "SELECT id AS same, id AS same FROM t WHERE id > 2",
                "CALL 7 * 6"))
        .isEqualTo("ID\n1\n2\nSAME,SAME\n42\n42\n");
  }

  @Test
  void bytesAreHexadecimalAndLargeTextIsText() {
    assertThat(
            csv(
                "SELECT X'00AbFf' AS v, CAST(X'01' AS BLOB) AS b, CAST('ä' AS CLOB) AS c,"
                    + " UUID '00000000-0000-0000-0000-00000000000a' AS u, X'' AS e"))
        .isEqualTo("V,B,C,U,E\n00abff,01,ä,00000000-0000-0000-0000-00000000000a,\"\"\n");
  }
}
