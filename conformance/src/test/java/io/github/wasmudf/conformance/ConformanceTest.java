package io.github.wasmudf.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wasmudf.engine.Engines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every script on every database with every engine: the same answers. With {@code
 * -Dwasmudf.script=hashes} those whose names hold the text.
 */
class ConformanceTest {
  private static final String WANTED = System.getProperty("wasmudf.script", "");
  private static final Path SCRIPTS = Path.of("src/test/resources/scripts");

  static Stream<Arguments> cases() throws IOException {
    List<Arguments> cases = new ArrayList<>();
    try (Stream<Path> files = Files.list(SCRIPTS)) {
      for (Path file : files.filter(ConformanceTest::isWanted).sorted().toList()) {
        for (TestedDatabase database : TestedDatabase.values()) {
          for (String engine : List.of("endive", "wasmtime")) {
            cases.add(Arguments.of(file, database, engine));
          }
        }
      }
    }
    return cases.stream();
  }

  private static boolean isWanted(Path file) {
    return file.getFileName().toString().contains(WANTED);
  }

  @ParameterizedTest(name = "{0} on {1} with {2}")
  @MethodSource("cases")
  void script_onDatabaseAndEngine_answersAsWritten(
      Path script, TestedDatabase database, String engine) throws IOException, SQLException {
    long before = Engines.installed().liveInstances();
    try (Connection connection = database.open(engine)) {
      new ScriptRunner(database.name().toLowerCase(java.util.Locale.ROOT), connection)
          .run(Script.read(script));
    }
    assertThat(Engines.installed().liveInstances()).as("live instances").isEqualTo(before);
  }
}
