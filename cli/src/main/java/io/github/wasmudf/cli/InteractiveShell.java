package io.github.wasmudf.cli;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sqlline.SqlLine;

/** The shell for people, which is sqlline: editing, history, completion, its {@code !commands}. */
final class InteractiveShell {
  private final OutputFormat format;

  InteractiveShell(OutputFormat format) {
    this.format = format;
  }

  /** Connects once more and reads statements from the terminal until the user leaves. */
  int run(OpenDatabase open, String driver) throws SQLException, IOException {
    Login login = open.login();
    List<String> arguments = new ArrayList<>(List.of("-d", driver, "-u", login.url()));
    add(arguments, "-n", login.user());
    add(arguments, "-p", login.password() == null ? "" : login.password());
    arguments.add("--prompt=wasm-udf> ");
    arguments.add("--outputformat=" + format);
    arguments.add("--csvQuoteCharacter='\"'");
    arguments.add("--nullValue=NULL");
    arguments.add("--isolation=" + isolation(open.connection()));
    SqlLine.Status status = SqlLine.start(arguments.toArray(String[]::new), null, true);
    return status == SqlLine.Status.OK ? 0 : Main.FAILED;
  }

  /** sqlline would ask for REPEATABLE READ, which is not what other clients of H2 get. */
  private static String isolation(Connection connection) throws SQLException {
    return connection
            .getMetaData()
            .supportsTransactionIsolationLevel(Connection.TRANSACTION_READ_COMMITTED)
        ? "TRANSACTION_READ_COMMITTED"
        : "TRANSACTION_NONE";
  }

  private static void add(List<String> arguments, String option, @Nullable String value) {
    if (value != null) {
      arguments.add(option);
      arguments.add(value);
    }
  }
}
