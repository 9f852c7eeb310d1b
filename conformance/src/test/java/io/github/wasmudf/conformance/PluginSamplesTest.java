package io.github.wasmudf.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wasmudf.testing.Guests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The SQL samples of {@code plugins/README.md} run and answer what the comment below them says. */
class PluginSamplesTest {
  private static final Path SCRIPTS = Path.of("src/test/resources/scripts");
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```sql\\n(.*?)^```$");

  /** A statement without its semicolon; the rows that stand below it, none when nothing does. */
  private record Sample(String sql, List<String> rows) {}

  private static List<Sample> samples() throws IOException {
    List<Sample> samples = new ArrayList<>();
    Matcher blocks = BLOCK.matcher(Files.readString(Guests.folder().resolve("README.md")));
    while (blocks.find()) {
      StringBuilder sql = new StringBuilder();
      List<String> rows = new ArrayList<>();
      for (String line : blocks.group(1).lines().toList()) {
        if (line.startsWith("-- ")) {
          rows.add(line.substring("-- ".length()));
          continue;
        }
        if (!rows.isEmpty() || sql.toString().endsWith(";")) {
          samples.add(sample(sql, rows));
          sql.setLength(0);
          rows = new ArrayList<>();
        }
        sql.append(sql.isEmpty() ? "" : "\n").append(line);
      }
      samples.add(sample(sql, rows));
    }
    return samples;
  }

  private static Sample sample(StringBuilder sql, List<String> rows) {
    assertThat(sql.toString()).endsWith(";");
    return new Sample(sql.substring(0, sql.length() - 1), rows);
  }

  @ParameterizedTest
  @ValueSource(strings = {"endive", "wasmtime"})
  void samples_onH2_answerWhatIsBelowThem(String engine) throws IOException, SQLException {
    try (Connection connection = TestedDatabase.H2.open(engine)) {
      prepare(connection);
      ScriptRunner runner = new ScriptRunner("h2", connection);
      for (Sample sample : samples()) {
        List<String> rows = runner.rows(sample.sql());
        if (!sample.rows().isEmpty()) {
          assertThat(rows).as(sample.sql()).isEqualTo(sample.rows());
        }
      }
    }
  }

  private static void prepare(Connection connection) throws IOException, SQLException {
    ScriptRunner runner = new ScriptRunner("h2", connection);
    for (String plugin : PluginIndexTest.plugins()) {
      runner.rows("CALL WASM_REGISTER('" + plugin + "', ${" + plugin + "})");
    }
    try (Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE notes (note VARCHAR(100))");
      statement.execute("INSERT INTO notes VALUES ('aGVsbG8=')");
    }
  }

  @Test
  void samples_standInAScriptToo() throws IOException {
    StringBuilder scripts = new StringBuilder();
    try (Stream<Path> files = Files.list(SCRIPTS)) {
      for (Path file : files.toList()) {
        scripts.append(Files.readString(file));
      }
    }
    assertThat(samples()).hasSizeGreaterThanOrEqualTo(8);
    for (Sample sample : samples()) {
      assertThat(scripts.toString()).contains("\nquery\n" + sample.sql() + "\n----\n");
    }
  }
}
