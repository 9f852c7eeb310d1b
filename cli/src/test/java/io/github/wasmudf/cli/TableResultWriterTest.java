package io.github.wasmudf.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TableResultWriterTest {
  @Test
  void columnsAreAligned() {
    Run run =
        Run.sql(
            "table", "SELECT 1 AS id, '世界' AS text, NULL AS n UNION ALL SELECT 22, 'abcdef', 'x'");
    assertThat(run.out())
        .isEqualTo(
            """
             ID | TEXT   | N
            ----+--------+------
              1 | 世界   | NULL
             22 | abcdef | x
            (2 rows)

            """);
  }

  @Test
  void linesStayApartAndControlCharactersAreShown() {
    Run run = Run.sql("table", "SELECT U&'a\\000ab\\001b[31m' AS x, 1 AS y");
    assertThat(run.out())
        .isEqualTo(
            """
             X           | Y
            -------------+---
             a           | 1
             b\\u001b[31m |
            (1 row)

            """);
  }

  @Test
  void rowsBehindTheMeasuredOnesAreWritten() {
    Run run = Run.sql("table", "SELECT x * 1000 AS a FROM SYSTEM_RANGE(1, 2500)");
    assertThat(run.out().lines()).hasSize(2504).contains(" 1000000", " 2500000", "(2500 rows)");
  }

  @Test
  void changesAreCounted() {
    Run run = Run.sql("table", "CREATE TABLE t(id INT)", "INSERT INTO t VALUES (1), (2)");
    assertThat(run.out()).isEqualTo("(0 rows changed)\n\n(2 rows changed)\n\n");
  }
}
