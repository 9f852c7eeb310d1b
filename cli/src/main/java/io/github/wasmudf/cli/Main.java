package io.github.wasmudf.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.sql.SQLException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The command {@code wasm-udf}: dispatches to its subcommands and turns failures into statuses. */
@Command(
    name = "wasm-udf",
    mixinStandardHelpOptions = true,
    versionProvider = ProductVersion.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = HelpCommand.class,
    description = "WebAssembly plugins as SQL functions.")
public final class Main {
  /** Status of a SQL error, as {@code psql} and H2's own tools have it. */
  static final int FAILED = 1;

  /** What a shell reports for a program that SIGPIPE ended; the JVM ignores that signal. */
  static final int READER_GONE = 128 + 13;

  private Main() {}

  /** Runs the command and ends the JVM with its status. */
  public static void main(String[] arguments) {
    LoggingSetup.install();
    System.exit(run(Streams.standard(), arguments));
  }

  /** Runs the command; answers 0, {@link #FAILED}, {@link #READER_GONE}, or 2 for wrong usage. */
  static int run(Streams streams, String... arguments) {
    CommandLine commandLine =
        new CommandLine(new Main())
            .addSubcommand(new SqlCommand(streams))
            .addSubcommand(new DemoCommand(streams))
            .addSubcommand(new InspectCommand(streams))
            .addSubcommand(new ServeCommand(streams))
            .addSubcommand(new BenchCommand())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setOut(new PrintWriter(streams.out()))
            .setErr(streams.err())
            .setParameterExceptionHandler(Main::misuse)
            .setExecutionExceptionHandler(Main::fail);
    int status = commandLine.execute(arguments);
    return flush(streams, status);
  }

  private static int flush(Streams streams, int status) {
    try {
      streams.out().flush();
      return status;
    } catch (IOException e) {
      return status == READER_GONE ? status : report(streams.err(), e);
    }
  }

  /** One line and a pointer: the whole usage text would push the reason off the screen. */
  private static int misuse(ParameterException failure, String[] arguments) {
    CommandLine command = failure.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("wasm-udf: " + failure.getMessage());
    err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
    return command.getCommandSpec().exitCodeOnInvalidInput();
  }

  private static int fail(Exception failure, CommandLine commandLine, ParseResult parsed) {
    return report(commandLine.getErr(), failure);
  }

  private static int report(PrintWriter err, Exception failure) {
    if (readerIsGone(failure)) {
      return READER_GONE;
    }
    if (failure instanceof SQLException e) {
      err.println(SqlErrors.line(e));
    } else if (failure instanceof IOException e) {
      err.println("wasm-udf: " + e.getMessage());
    } else {
      failure.printStackTrace(err);
    }
    err.flush();
    return FAILED;
  }

  private static boolean readerIsGone(Throwable failure) {
    return failure instanceof IOException && "Broken pipe".equals(failure.getMessage());
  }
}
