package io.github.wasmudf.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringWriter;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DemoCommandTest {
  @ParameterizedTest
  @EnumSource(EngineChoice.class)
  void everyQueryIsRight(EngineChoice engine) {
    Run run = Run.of("demo", "--engine", engine.toString(), "--scale", "0.002");
    assertThat(run.err()).isEmpty();
    if (engine != EngineChoice.AUTO) {
      assertThat(run.out()).contains("\nEngine: " + engine + "\n");
    }
    assertThat(run.out()).endsWith("demo: 10 of 10 queries right\n");
    assertThat(run.status()).isZero();
  }

  @ParameterizedTest
  @EnumSource(EngineChoice.class)
  void everyQueryIsRightInCalcite(EngineChoice engine) {
    Run run =
        Run.of("demo", "--database=calcite", "--engine", engine.toString(), "--scale", "0.002");
    assertThat(run.err()).isEmpty();
    if (engine != EngineChoice.AUTO) {
      assertThat(run.out()).contains("\nEngine: " + engine + "\n");
    }
    assertThat(run.out()).endsWith("demo: 10 of 10 queries right\n");
    assertThat(run.status()).isZero();
  }

  @Test
  void everyDatabaseAndEngine_answersTheSameBytes() throws Exception {
    Map<String, List<String>> first = answers(DatabaseChoice.H2, EngineChoice.ENDIVE);
    assertThat(first).hasSize(10).allSatisfy((title, rows) -> assertThat(rows).isNotEmpty());
    assertThat(answers(DatabaseChoice.H2, EngineChoice.WASMTIME)).isEqualTo(first);
    assertThat(answers(DatabaseChoice.CALCITE, EngineChoice.ENDIVE)).isEqualTo(first);
    assertThat(answers(DatabaseChoice.CALCITE, EngineChoice.WASMTIME)).isEqualTo(first);
  }

  /** The rows of each of the demonstration's queries, as the shell shows them. */
  private static Map<String, List<String>> answers(DatabaseChoice choice, EngineChoice engine)
      throws Exception {
    engine.apply();
    Database database = choice.database();
    DemoPlugins plugins = DemoPlugins.ofCheckout();
    Map<String, List<String>> answers = new LinkedHashMap<>();
    try (OpenDatabase open = database.open(new Login(database.demoUrl(), null, null));
        Statement statement = open.connection().createStatement()) {
      choice.demoTables().load(open.connection(), new DemoData(0.001));
      for (String name : DemoPlugins.NAMES) {
        statement.executeQuery(plugins.registration(name)).next();
      }
      for (DemoQuery query : DemoQueries.all(plugins)) {
        try (ResultSet rows = statement.executeQuery(query.in(choice).sql())) {
          answers.put(query.title(), texts(rows));
        }
      }
      try (ResultSet engines = statement.executeQuery("SELECT engine FROM WASM.INSTANCES")) {
        while (engines.next()) {
          assertThat(engines.getString(1)).isEqualTo(engine.toString());
        }
      }
    }
    return answers;
  }

  private static List<String> texts(ResultSet rows) throws SQLException {
    List<ResultColumn> columns = ResultColumn.of(rows.getMetaData());
    List<String> texts = new ArrayList<>();
    while (rows.next()) {
      texts.add(Arrays.toString(ResultColumn.texts(columns, rows)));
    }
    return texts;
  }

  @Test
  void wrongRowIsFoundWhereverItIs() throws Exception {
    assertThat(verdict("1", "2", "3")).contains("(3 rows, ").contains("all right");
    assertThat(verdict("1", "2", "4"))
        .contains("WRONG from row 3", "expected: [4]", "actual:   [3]");
    assertThat(verdict("1", "2")).contains("WRONG from row 3", "expected: no such row");
    assertThat(verdict("1", "2", "3", "4")).contains("expected: [4]", "actual:   no such row");
  }

  /** What a query with the rows 1, 2, 3 is said to be. */
  private static String verdict(String... expected) throws Exception {
    StringWriter out = new StringWriter();
    DemoQuery query =
        new DemoQuery(
            "numbers",
            "SELECT x FROM SYSTEM_RANGE(1, 3)",
            data -> Stream.of(expected).map(List::of));
    try (Connection connection = DriverManager.getConnection("jdbc:h2:mem:")) {
      boolean right = new DemoRunner(connection, new DemoData(0.001), out).run(query);
      assertThat(right).isEqualTo(!out.toString().contains("WRONG"));
    }
    return out.toString();
  }
}
