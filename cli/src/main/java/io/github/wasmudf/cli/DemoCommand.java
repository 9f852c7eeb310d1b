package io.github.wasmudf.cli;

import java.io.IOException;
import java.io.Writer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code wasm-udf demo}: the plugins at work on TPC-H data, every row checked. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    versionProvider = ProductVersion.class,
    description = {
      "Runs the plugins over TPC-H customers and orders in an embedded H2 or Calcite.",
      "Every row is compared with what plain Java says; a wrong one makes the exit status 1."
    })
final class DemoCommand implements Callable<Integer> {
  private final Streams streams;

  @Option(
      names = "--database",
      paramLabel = "KIND",
      description = "kind of database: ${COMPLETION-CANDIDATES} (default: h2)")
  private DatabaseChoice database = DatabaseChoice.H2;

  @Option(
      names = "--engine",
      description = "engine that runs the plugins: ${COMPLETION-CANDIDATES} (default: auto)")
  private EngineChoice engine = EngineChoice.AUTO;

  @Option(names = "--scale", description = "TPC-H scale factor (default: 0.01, 15,000 orders)")
  private double scale = 0.01;

  DemoCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws SQLException, IOException {
    engine.apply();
    DemoData data = new DemoData(scale);
    DemoPlugins plugins = DemoPlugins.ofCheckout();
    try (OpenDatabase open = open(database.database())) {
      load(open.connection(), data);
      register(open.connection(), plugins);
      return runAll(open.connection(), data, plugins);
    }
  }

  /** Nobody else's, not even of this JVM. */
  private static OpenDatabase open(Database database) throws SQLException {
    return database.open(new Login(database.demoUrl(), null, null));
  }

  private void load(Connection connection, DemoData data) throws SQLException, IOException {
    say("Loading TPC-H customers and orders, scale %s ...", scale);
    long start = System.nanoTime();
    int rows = database.demoTables().load(connection, data);
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    say("%,d rows in %,d ms%n", rows, millis);
  }

  private void register(Connection connection, DemoPlugins plugins)
      throws SQLException, IOException {
    try (Statement statement = connection.createStatement()) {
      for (String name : DemoPlugins.NAMES) {
        String sql = plugins.registration(name);
        try (ResultSet version = statement.executeQuery(sql)) {
          version.next();
          say("%s; -- version %d", sql, version.getInt(1));
        }
      }
    }
    say("");
  }

  private int runAll(Connection connection, DemoData data, DemoPlugins plugins)
      throws SQLException, IOException {
    DemoRunner runner = new DemoRunner(connection, data, streams.out());
    List<DemoQuery> queries =
        DemoQueries.all(plugins).stream().map(query -> query.in(database)).toList();
    int right = 0;
    for (DemoQuery query : queries) {
      if (runner.run(query)) {
        right++;
      }
    }
    sayEngine(connection);
    say("demo: %d of %d queries right", right, queries.size());
    return right == queries.size() ? 0 : Main.FAILED;
  }

  /** {@code auto} leaves the choice to the machine; say what it came to. */
  private void sayEngine(Connection connection) throws SQLException, IOException {
    try (Statement statement = connection.createStatement();
        ResultSet engines =
            statement.executeQuery("SELECT DISTINCT engine FROM WASM.INSTANCES ORDER BY engine")) {
      List<String> names = new ArrayList<>();
      while (engines.next()) {
        names.add(engines.getString(1));
      }
      say("Engine: %s", String.join(", ", names));
    }
  }

  private void say(String format, Object... values) throws IOException {
    Writer out = streams.out();
    out.write(String.format(Locale.ROOT, format, values) + "\n");
    out.flush();
  }
}
