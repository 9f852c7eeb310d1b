package io.github.wasmudf.cli;

import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** One run of the command in this JVM, and what came of it. */
record Run(int status, String out, String err) {
  /** H2 as it comes: an INIT of its own keeps the command from installing anything. */
  static final String PLAIN_H2 = "jdbc:h2:mem:;INIT=SET LOCK_TIMEOUT 1000";

  static Run of(String... arguments) {
    return withInput(new byte[0], arguments);
  }

  static Run withInput(byte[] input, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Streams streams =
        new Streams(new ByteArrayInputStream(input), out, new PrintWriter(err, true), false);
    int status = Main.run(streams, arguments);
    return new Run(status, out.toString(), err.toString());
  }

  /** {@code sql --url <plain H2> --format <format> -e <each>}. */
  static Run sql(String format, String... statements) {
    return of(sqlArguments(format, statements));
  }

  static Run script(String script) {
    return withInput(script.getBytes(StandardCharsets.UTF_8), sqlArguments("csv"));
  }

  static String[] sqlArguments(String format, String... statements) {
    List<String> arguments = new ArrayList<>(List.of("sql", "--url", PLAIN_H2));
    arguments.addAll(List.of("--format", format));
    for (String statement : statements) {
      arguments.addAll(List.of("-e", statement));
    }
    return arguments.toArray(String[]::new);
  }
}
