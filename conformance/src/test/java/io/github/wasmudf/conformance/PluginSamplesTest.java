package io.github.wasmudf.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wasmudf.testing.Guests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The SQL samples of {@code plugins/README.md} run and answer what the comment below them says. */
class PluginSamplesTest {
  private static final Path SCRIPTS = Path.of("src/test/resources/scripts");

  private static List<Sample> samples() throws IOException {
    return Sample.of(Guests.folder().resolve("README.md"));
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
      Path manifest = Guests.folder().resolve(plugin).resolve("manifest.json");
      String options = Files.readString(manifest).replace("'", "''");
      runner.rows("CALL WASM_REGISTER('" + plugin + "', ${" + plugin + "}, '" + options + "')");
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
