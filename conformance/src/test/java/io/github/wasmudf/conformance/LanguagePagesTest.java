package io.github.wasmudf.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.wasmudf.testing.Guests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The pages of {@code docs/languages} do what they say, in an empty folder: their sources are
 * saved, their commands run, and their SQL answers what stands below it. A page is skipped where
 * its compiler is not installed.
 */
class LanguagePagesTest {
  private static final Pattern BLOCK =
      Pattern.compile("(?ms)^```(\\w*)( \\w+\\.wasm)?\\n(.*?)^```$");
  private static final Pattern SOURCE = Pattern.compile("(?://|;;) (\\w+\\.\\w+)\\b.*");
  private static final Path HOME = Guests.folder().getParent();

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "c, /usr/bin/clang-14",
    "rust, /usr/bin/rustc",
    "assemblyscript, plugins/json_pretty/node_modules/.bin/asc",
    "wat, /usr/bin/wat2wasm"
  })
  void page_inAnEmptyFolder_doesWhatItSays(String page, String compiler)
      throws IOException, InterruptedException, SQLException {
    assumeTrue(Files.isExecutable(HOME.resolve(compiler)), compiler);
    if (!compiler.startsWith("/")) {
      Path modules = HOME.resolve(compiler).getParent().getParent();
      Files.createSymbolicLink(folder.resolve("node_modules"), modules);
    }
    String text = Files.readString(HOME.resolve("docs/languages/" + page + ".md"));
    try (Connection connection = TestedDatabase.H2.open("auto")) {
      ScriptRunner runner = new ScriptRunner("h2", connection);
      for (Matcher block = BLOCK.matcher(text); block.find(); ) {
        doBlock(runner, block.group(1), block.group(3));
      }
    }
    assertThat(folder).isDirectoryContaining("glob:**.wasm");
  }

  private void doBlock(ScriptRunner runner, String language, String text)
      throws IOException, InterruptedException, SQLException {
    switch (language) {
      case "" -> execute(text);
      case "sql" -> {
        for (Sample sample : Sample.ofBlock(text.replace("READ('", "READ('" + folder + "/"))) {
          assertThat(runner.rows(sample.sql())).as(sample.sql()).isEqualTo(sample.rows());
        }
      }
      default -> {
        Matcher first = SOURCE.matcher(text.lines().findFirst().orElse(""));
        assertThat(first.matches()).as("the name of the source %s", text).isTrue();
        Files.writeString(folder.resolve(first.group(1)), text);
      }
    }
  }

  private void execute(String commands) throws IOException, InterruptedException {
    Path output = folder.resolve("output");
    Process shell =
        new ProcessBuilder("sh", "-e", "-c", commands)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    boolean ended = shell.waitFor(10, TimeUnit.MINUTES);
    shell.destroyForcibly();
    assertThat(ended).as(commands).isTrue();
    assertThat(shell.waitFor()).as(commands + Files.readString(output)).isZero();
  }
}
