package io.github.wasmudf.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code wasm-udf sql}: statements from the command line, a file, a pipe or a person. */
@Command(
    name = "sql",
    mixinStandardHelpOptions = true,
    versionProvider = ProductVersion.class,
    sortOptions = false,
    description = {
      "Runs SQL in a database that has the wasm-udf functions.",
      "Statements come from each -e in order, then from the file; with neither, from an"
          + " interactive shell, or from standard input when that is not a terminal.",
      "An error is written to standard error as 'SQLSTATE: message' and makes the exit status 1."
    })
final class SqlCommand implements Callable<Integer> {
  private final Streams streams;

  @Option(
      names = "--database",
      paramLabel = "KIND",
      description = "kind of database: ${COMPLETION-CANDIDATES} (default: h2)")
  private DatabaseChoice choice = DatabaseChoice.H2;

  @Mixin private final ConnectionOptions connectionOptions = new ConnectionOptions();

  @Option(
      names = "--format",
      description = "how results are written: ${COMPLETION-CANDIDATES} (default: table)")
  private OutputFormat format = OutputFormat.TABLE;

  @Option(names = "--keep-going", description = "report an error and go on")
  private boolean keepGoing;

  @Option(names = "-e", paramLabel = "SQL", description = "statements to run; may be repeated")
  private List<String> statements = List.of();

  @Parameters(arity = "0..1", paramLabel = "file.sql", description = "script to run, in UTF-8")
  private @Nullable Path file;

  @Spec private @Nullable CommandSpec spec;

  SqlCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws SQLException, IOException {
    requireReadable(file);
    connectionOptions.applyEngine();
    Database database = choice.database();
    boolean interactive = statements.isEmpty() && file == null && streams.interactive();
    try (OpenDatabase open = database.open(connectionOptions.login(database))) {
      if (interactive) {
        return new InteractiveShell(format).run(open, database.driver());
      }
      ResultWriter writer = format.writer(streams.out());
      StatementRunner runner =
          new StatementRunner(database, open.connection(), writer, streams, keepGoing);
      runAll(runner);
      return runner.exitStatus();
    }
  }

  private void runAll(StatementRunner runner) throws IOException {
    for (String text : statements) {
      runner.run(new StringReader(text));
    }
    if (file != null) {
      try (Reader script = Files.newBufferedReader(file)) {
        runner.run(script);
      }
    } else if (statements.isEmpty()) {
      // The decoder reports what is not UTF-8, as it does for a file.
      runner.run(
          new BufferedReader(
              new InputStreamReader(streams.in(), StandardCharsets.UTF_8.newDecoder())));
    }
  }

  private void requireReadable(@Nullable Path path) {
    if (path != null && spec != null && !(Files.isReadable(path) && !Files.isDirectory(path))) {
      throw new ParameterException(spec.commandLine(), "Cannot read the file " + path);
    }
  }
}
