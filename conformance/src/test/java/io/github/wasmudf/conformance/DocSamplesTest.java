package io.github.wasmudf.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wasmudf.testing.Guests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The SQL samples of the documentation run, each page in a database of its own. */
class DocSamplesTest {
  private static final List<String> BEHIND_VIEWS =
      List.of("wasm_instances", "wasm_stats", "wasm_log", "wasm_metrics", "wasm_policy");
  private static final Path HOME = Guests.folder().getParent();

  static Stream<Path> pages() throws IOException {
    try (Stream<Path> files = Files.walk(HOME.resolve("docs"))) {
      return files
          .filter(file -> file.toString().endsWith(".md") && hasSamples(file))
          .sorted()
          .toList()
          .stream();
    }
  }

  private static boolean hasSamples(Path page) {
    try {
      return Files.readString(page).contains("\n```sql\n");
    } catch (IOException unreadable) {
      throw new IllegalStateException(unreadable);
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void samples_ofPage_answerWhatIsBelowThem(Path page) throws IOException, SQLException {
    TestedDatabase database = databaseOf(page);
    try (Connection connection = database.open("endive")) {
      ScriptRunner runner = new ScriptRunner(database.name().toLowerCase(Locale.ROOT), connection);
      for (Sample sample : Sample.of(page)) {
        assertThat(lines(runner, sample)).as(sample.sql()).isEqualTo(sample.rows());
      }
    }
  }

  /** The rows; of a plan, which is one value, its lines. */
  private static List<String> lines(ScriptRunner runner, Sample sample) throws SQLException {
    List<String> rows = runner.rows(sample.sql());
    return sample.sql().startsWith("EXPLAIN ")
        ? rows.stream().flatMap(row -> Stream.of(row.split("\\\\n"))).toList()
        : rows;
  }

  /** A page that is named after a database is about that one; the others are run on H2. */
  private static TestedDatabase databaseOf(Path page) {
    String name = page.getFileName().toString().replace(".md", "").toUpperCase(Locale.ROOT);
    return Stream.of(TestedDatabase.values())
        .filter(database -> database.name().equals(name))
        .findFirst()
        .orElse(TestedDatabase.H2);
  }

  @Test
  void everySqlFunction_hasAPageWithSamples() throws IOException {
    String install =
        Files.readString(HOME.resolve("h2-functions/src/main/resources/wasmudf/install.sql"));
    List<String> functions =
        install
            .lines()
            .filter(line -> line.startsWith("CREATE A"))
            .map(
                line ->
                    line.replaceAll(".*EXISTS (?:PUBLIC\\.)?(\\w+).*", "$1")
                        .toLowerCase(Locale.ROOT))
            .filter(function -> !BEHIND_VIEWS.contains(function))
            .toList();

    assertThat(functions).hasSizeGreaterThan(8);
    for (String function : functions) {
      assertThat(Sample.of(HOME.resolve("docs/functions/" + function + ".md"))).isNotEmpty();
    }
  }

  @Test
  void readme_sample_answersTheTableBelowIt() throws IOException, SQLException {
    Path readme = HOME.resolve("README.md");
    List<String> table =
        Files.readString(readme)
            .split("```sql", 2)[1]
            .split("```", -1)[2]
            .lines()
            .filter(line -> line.contains("|"))
            .skip(1)
            .map(line -> line.strip().replaceAll(" +\\| +", "\t"))
            .toList();
    List<Sample> samples = Sample.of(readme);

    try (Connection connection = TestedDatabase.H2.open("endive")) {
      ScriptRunner runner = new ScriptRunner("h2", connection);
      assertThat(runner.rows(samples.get(0).sql())).containsExactly("1");
      assertThat(runner.rows(samples.get(1).sql())).isEqualTo(table).hasSize(2);
    }
  }
}
