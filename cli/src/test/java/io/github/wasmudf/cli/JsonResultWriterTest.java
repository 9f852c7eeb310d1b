package io.github.wasmudf.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import org.junit.jupiter.api.Test;

class JsonResultWriterTest {
  private static String json(String... statements) {
    Run run = Run.sql("json", statements);
    assertThat(run.err()).isEmpty();
    assertThat(run.status()).isZero();
    return run.out();
  }

  @Test
  void oneArrayPerResultAndOneLinePerRow() {
    assertThat(
            json(
                "SELECT x AS a, 'ü\"' AS b FROM SYSTEM_RANGE(1, 2); SELECT 1 AS c WHERE FALSE",
                "SET LOCK_TIMEOUT 5"))
        .isEqualTo("[{\"A\":1,\"B\":\"ü\\\"\"},\n{\"A\":2,\"B\":\"ü\\\"\"}]\n[]\n");
  }

  @Test
  void valuesKeepTheirKind() {
    assertThat(
            json(
                "SELECT CAST(NULL AS INT) AS n, TRUE AS t, 12345678901234567890.10 AS d,"
                    + " 1.5E0 AS f, CAST('NaN' AS DOUBLE PRECISION) AS x, X'AB' AS b,"
                    + " JSON '{\"k\": [1, 2]}' AS j, ARRAY[1.50, NULL] AS r, '' AS e,"
                    + " DATE '2020-01-02' AS w, CAST('c' AS CLOB) AS c"))
        .isEqualTo(
            "[{\"N\":null,\"T\":true,\"D\":12345678901234567890.10,\"F\":1.5,\"X\":\"NaN\","
                + "\"B\":\"ab\",\"J\":{\"k\":[1,2]},\"R\":[1.50,null],\"E\":\"\","
                + "\"W\":\"2020-01-02\",\"C\":\"c\"}]\n");
  }

  @Test
  void equalNamesAreNumbered() {
    assertThat(json("SELECT 1 AS a, 2 AS a")).isEqualTo("[{\"A\":1,\"A_2\":2}]\n");
  }

  @Test
  void arrayEndsWhenALaterRowFails() throws Exception {
    Run run = Run.sql("json", "SELECT 1 / (3 - x) AS a FROM SYSTEM_RANGE(1, 9)");
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err()).startsWith("22012: ");
    assertThat(new JsonMapper().readTree(run.out())).hasSize(2);
  }
}
