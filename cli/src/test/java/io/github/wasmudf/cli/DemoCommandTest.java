package io.github.wasmudf.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringWriter;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.List;
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
    assertThat(run.out()).endsWith("demo: 9 of 9 queries right\n");
    assertThat(run.status()).isZero();
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
