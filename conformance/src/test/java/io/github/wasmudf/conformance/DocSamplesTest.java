package io.github.wasmudf.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wasmudf.testing.Guests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The SQL samples of the documentation run, each page in databases of its own. */
class DocSamplesTest {
  private static final List<String> BEHIND_VIEWS =
      List.of("wasm_instances", "wasm_stats", "wasm_log", "wasm_metrics", "wasm_policy");
  private static final Path HOME = Guests.folder().getParent();
  private static final Pattern FILE = Pattern.compile("FILE_READ\\('([^']+)'\\)");

  /** What Calcite has under another name, or not at all; their pages say so. */
  private static final List<String> H2_ONLY =
      List.of(
          "wasm_transform_blob", "wasm_transform_clob", "wasm_transform_rows", "wasm_call_binary");

  static Stream<Arguments> pages() throws IOException {
    List<Arguments> pages = new ArrayList<>();
    try (Stream<Path> files = Files.walk(HOME.resolve("docs"))) {
      for (Path file : files.filter(each -> each.toString().endsWith(".md")).sorted().toList()) {
        for (TestedDatabase database : databasesOf(file)) {
          if (!Sample.of(file, database).isEmpty()) {
            pages.add(Arguments.of(file, database));
          }
        }
      }
    }
    return pages.stream();
  }

  @ParameterizedTest
  @MethodSource("pages")
  void samples_ofPage_answerWhatIsBelowThem(Path page, TestedDatabase database)
      throws IOException, SQLException {
    try (Connection connection = database.open("endive")) {
      ScriptRunner runner = new ScriptRunner(database.name().toLowerCase(Locale.ROOT), connection);
      for (Sample sample : Sample.of(page, database)) {
        String sql = database == TestedDatabase.H2 ? sample.sql() : withFiles(sample.sql());
        assertThat(lines(runner, sql)).as(sample.sql()).isEqualTo(sample.rows());
      }
    }
  }

  /** The rows; of a plan, which is one value, its lines. */
  private static List<String> lines(ScriptRunner runner, String sql) throws SQLException {
    List<String> rows = runner.rows(sql);
    return sql.startsWith("EXPLAIN ")
        ? rows.stream().flatMap(row -> Stream.of(row.split("\\\\n"))).toList()
        : rows;
  }

  /** Calcite cannot read files itself; what reads them for it is the shell, or a parameter. */
  private static String withFiles(String sql) throws IOException {
    Matcher files = FILE.matcher(sql);
    StringBuilder bytes = new StringBuilder();
    while (files.find()) {
      byte[] file = Files.readAllBytes(Path.of(files.group(1)));
      files.appendReplacement(bytes, "X'" + HexFormat.of().formatHex(file) + "'");
    }
    return files.appendTail(bytes).toString();
  }

  /** A page that is named after a database is about that one; the others are about all. */
  private static List<TestedDatabase> databasesOf(Path page) {
    String name = page.getFileName().toString().replace(".md", "").toUpperCase(Locale.ROOT);
    return Stream.of(TestedDatabase.values())
        .filter(database -> database.name().equals(name))
        .findFirst()
        .map(List::of)
        .orElse(List.of(TestedDatabase.values()));
  }

  @Test
  void everySqlFunction_hasAPageWithSamples_ofEveryDatabaseThatHasIt() throws IOException {
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
      Path page = HOME.resolve("docs/functions/" + function + ".md");
      for (TestedDatabase database : TestedDatabase.values()) {
        boolean isThere = database == TestedDatabase.H2 || !H2_ONLY.contains(function);
        String call = function.toUpperCase(Locale.ROOT) + "(";
        assertThat(Sample.of(page, database).stream().anyMatch(each -> each.sql().contains(call)))
            .as(page + " on " + database)
            .isEqualTo(isThere);
      }
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
