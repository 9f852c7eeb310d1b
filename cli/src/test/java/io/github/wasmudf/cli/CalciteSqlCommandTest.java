package io.github.wasmudf.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CalciteSqlCommandTest {
  private static final String ORDINARY =
      "jdbc:calcite:schemaFactory=io.github.wasmudf.calcite.WasmSchemaFactory;schema=WASM";
  private static final String REGISTER_U =
      DemoPlugins.ofCheckout().registration("upper").replace("'upper'", "'u'");

  private static Run calcite(String... arguments) {
    List<String> all = new ArrayList<>(List.of("sql", "--database", "calcite", "--format=csv"));
    all.addAll(List.of(arguments));
    return Run.of(all.toArray(String[]::new));
  }

  @Test
  void textGivesTextAndBytesGiveBytes() {
    Run run =
        calcite(
            "-e",
            REGISTER_U,
            "-e",
            "SELECT WASM_TRANSFORM('u', 'a'), WASM_TRANSFORM('u', X'6162')");
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).isEqualTo("WASM_REGISTER\n1\nEXPR$0,EXPR$1\nA,4142\n");
    assertThat(run.status()).isZero();
  }

  @Test
  void nullAndEmptyTextDiffer() {
    Run run =
        calcite(
            "-e",
            REGISTER_U,
            "-e",
            "SELECT WASM_TRANSFORM('u', 'grüße, 世界') AS a, WASM_TRANSFORM('u', '') AS b,"
                + " WASM_TRANSFORM('u', CAST(NULL AS VARCHAR)) AS c");
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).endsWith("A,B,C\n\"GRÜSSE, 世界\",\"\",\n");
  }

  @Test
  void jsonIsAsForH2() {
    Run run =
        Run.of(
            "sql",
            "--database=CALCITE",
            "--format=json",
            "-e",
            "SELECT 1 AS a, 2.50 AS b, X'00ff' AS c, TRUE AS d, CAST(NULL AS VARCHAR) AS e");
    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .isEqualTo("[{\"A\":1,\"B\":2.50,\"C\":\"00ff\",\"D\":true,\"E\":null}]\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"endive", "wasmtime"})
  void engineIsTheOneAskedFor(String engine) {
    Run run =
        calcite(
            "--engine=" + engine,
            "-e",
            REGISTER_U,
            "-e",
            "SELECT WASM_TRANSFORM('u', 'a') AS a; SELECT engine FROM WASM.INSTANCES");
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).endsWith("A\nA\nENGINE\n" + engine + "\n");
  }

  @Test
  void errorIsOneLineWithoutTheStatement() {
    Run run =
        calcite(
            "--keep-going",
            "-e",
            "SELECT *\nFROM missing; CALL WASM_REGISTER('x', X'00');"
                + " SELECT WASM_TRANSFORM('missing', 'a'); CALL WASM_REGISTER('x',"
                + " FILE_READ('no such file')); SELECT FILE_READ('no such file'); SELECT 1 AS a");
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out()).isEqualTo("A\n1\n");
    assertThat(run.err().lines().map(line -> line.substring(0, 7)))
        .containsExactly("42S02: ", "22W01: ", "42883: ", "58030: ", "58030: ");
    assertThat(run.err()).contains("'MISSING' not found").doesNotContain("SELECT *", "CALL");
  }

  @Test
  void faultOfCalciteIsAnErrorToo() {
    for (String url : new String[] {"jdbc:wasm-calcite:", "jdbc:calcite:"}) {
      Run run = calcite("--url", url, "--keep-going", "-e", "SELECT 1 / 0; SELECT 1 AS a");
      assertThat(run.err())
          .isEqualTo(url.contains("wasm") ? "22012: / by zero\n" : "HY000: / by zero\n");
      assertThat(run.out()).isEqualTo("A\n1\n");
      assertThat(run.status()).isEqualTo(1);
    }
  }

  @Test
  void ordinaryConnectionOfCalciteReadsFilesToo() {
    Run run =
        calcite(
            "--url",
            ORDINARY,
            "-e",
            REGISTER_U.replace("CALL", "SELECT"),
            "-e",
            "SELECT WASM_TRANSFORM('u', 'a') AS a");
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).endsWith("A\nA\n");
  }

  @Test
  void badOperandIsAnSqlError() {
    assertThat(calcite("--url", "jdbc:wasm-calcite:wasm.nonsense=1", "-e", "SELECT 1").err())
        .startsWith("22W04: ")
        .contains("nonsense")
        .hasLineCount(1);
    assertThat(calcite("--url", ORDINARY + ";schema.nonsense=1", "-e", "SELECT 1").err())
        .startsWith("08001: ")
        .contains("nonsense")
        .hasLineCount(1);
  }
}
