package io.github.wasmudf.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqlCommandTest {
  @Test
  void errorIsOneLineAndStops() {
    Run run = Run.sql("csv", "SELECT 1 AS a; SELECT *\nFROM missing; SELECT 2 AS b", "SELECT 3");
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out()).isEqualTo("A\n1\n");
    assertThat(run.err()).startsWith("42S04: Table \"MISSING\" not found").hasLineCount(1);
    assertThat(run.err()).doesNotContain("SQL statement", "FROM");
  }

  @Test
  void keepGoingRunsTheRestAndStillFails() {
    String[] arguments = Run.sqlArguments("csv", "SELCT; SELECT 2 AS b", "x", "SELECT 3 AS c");
    arguments[4] = "--format=csv";
    arguments[3] = "--keep-going";
    Run run = Run.of(arguments);
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out()).isEqualTo("B\n2\nC\n3\n");
    assertThat(run.err().lines()).hasSize(2).allMatch(line -> line.startsWith("4200"));
  }

  @Test
  void expressionsRunBeforeTheFile(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("größe.sql");
    Files.writeString(file, "SELECT 'ü' AS c; -- end");
    Run run =
        Run.of(
            "sql",
            "--url",
            Run.PLAIN_H2,
            "--format",
            "CSV",
            "-e",
            "SELECT 1 AS a",
            file.toString(),
            "-e",
            "SELECT 2 AS b");
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).isEqualTo("A\n1\nB\n2\nC\nü\n");
  }

  @Test
  void standardInputIsReadWhenNothingElseIsGiven() {
    assertThat(Run.script("SELECT 'ä;' AS a;\n\nSELECT 2 AS b").out()).isEqualTo("A\nä;\nB\n2\n");
  }

  @Test
  void malformedInputIsRefused() {
    byte[] latin1 = {'S', 'E', 'L', 'E', 'C', 'T', ' ', '\'', (byte) 0xfc, '\''};
    Run run = Run.withInput(latin1, Run.sqlArguments("csv"));
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).isEqualTo("wasm-udf: the script is not valid UTF-8\n");
  }

  @Test
  void failedConnectionIsAnSqlError() {
    Run run = Run.of("sql", "--url", "jdbc:h2:tcp://localhost:1/x", "-e", "SELECT 1");
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err()).startsWith("90067: ").hasLineCount(1);
  }

  @Test
  void unknownKindOfUrlIsAnSqlError() {
    Run run = Run.of("sql", "--url", "jdbc:none:x", "-e", "SELECT 1");
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err()).startsWith("08001: ");
  }

  @Test
  void wrongUsageIsTwo() {
    assertThat(Run.of("sql", "--format", "xml", "-e", "SELECT 1").status()).isEqualTo(2);
    assertThat(Run.of("sql", "--nonsense").status()).isEqualTo(2);
    assertThat(Run.of("sql", "missing.sql").status()).isEqualTo(2);
    assertThat(Run.of("sql", "--engine", "none", "-e", "SELECT 1").status()).isEqualTo(2);
    Run run = Run.of();
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).isNotEmpty();
  }

  @Test
  void versionAndHelpAreWrittenToStandardOutput() {
    assertThat(Run.of("--version").out()).matches("wasm-udf \\d+\\.\\d+\\.\\d+.*\n");
    assertThat(Run.of("sql", "--help").out()).contains("--keep-going", "auto, wasmtime, endive");
    assertThat(Run.of("--help").out()).contains("sql", "demo");
  }

  @Test
  void userWhoMayNotInstallGetsInAnyway() throws Exception {
    String url = "jdbc:h2:mem:guests";
    try (Connection admin = DriverManager.getConnection(url, "sa", "");
        Statement statement = admin.createStatement()) {
      statement.execute("CREATE USER guest PASSWORD 'secret'");
      Run run =
          Run.of(
              "sql",
              "--url",
              url,
              "--user",
              "guest",
              "--password=secret",
              "--format",
              "csv",
              "-e",
              "SELECT CURRENT_USER AS me");
      assertThat(run.err()).isEmpty();
      assertThat(run.out()).isEqualTo("ME\nGUEST\n");
    }
  }

  @Test
  void pluginIsRegisteredAndCalledInTheDefaultDatabase() {
    Run run =
        Run.of(
            "sql",
            "--format=csv",
            "-e",
            DemoPlugins.ofCheckout().registration("upper").replace("'upper'", "'u'"),
            "-e",
            "SELECT WASM_TRANSFORM('u', 'grüße, 世界') AS a, WASM_TRANSFORM('u', NULL) AS b,"
                + " WASM_TRANSFORM('u', '') AS c");
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).endsWith("\n1\nA,B,C\n\"GRÜSSE, 世界\",,\"\"\n");
  }

  @Test
  void failureOfAPluginHasItsOwnState() {
    Run run =
        Run.of(
            "sql",
            "--keep-going",
            "--format=csv",
            "-e",
            "SELECT WASM_TRANSFORM('missing', 'a'); CALL WASM_REGISTER('x', X'00'); CALL 1");
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out()).isEqualTo("1\n1\n");
    assertThat(run.err().lines().map(line -> line.substring(0, 7)))
        .containsExactly("42883: ", "22W01: ");
  }

  @Test
  void engineIsTheOneAskedFor() {
    for (String engine : new String[] {"endive", "wasmtime"}) {
      Run run =
          Run.of(
              "sql",
              "--format=csv",
              "--engine=" + engine,
              "-e",
              DemoPlugins.ofCheckout().registration("upper"),
              "-e",
              "SELECT WASM_TRANSFORM('upper', 'a') AS a, (SELECT engine FROM WASM.INSTANCES) AS e");
      assertThat(run.err()).isEmpty();
      assertThat(run.out()).endsWith("A,E\nA," + engine + "\n");
    }
  }

  @Test
  void readerThatLeavesEndsTheCommandQuietly() {
    Writer closed =
        new Writer() {
          @Override
          public void write(char[] characters, int offset, int length) throws IOException {
            throw new IOException("Broken pipe");
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    StringWriter err = new StringWriter();
    Streams streams =
        new Streams(InputStream.nullInputStream(), closed, new PrintWriter(err, true), false);
    for (String format : new String[] {"csv", "json", "table"}) {
      String[] arguments = Run.sqlArguments(format, "SELECT x FROM SYSTEM_RANGE(1, 100000)");
      assertThat(Main.run(streams, arguments)).isEqualTo(Main.READER_GONE);
    }
    assertThat(err.toString()).isEmpty();
  }
}
