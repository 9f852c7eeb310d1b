package io.github.wasmudf.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class H2StatementsTest {
  private static List<String> split(String script) throws SQLException, IOException {
    StatementSource statements = new H2Statements(new StringReader(script));
    List<String> all = new ArrayList<>();
    for (String sql = statements.next(); sql != null; sql = statements.next()) {
      all.add(sql);
    }
    return all;
  }

  @Test
  void semicolonsInQuotesDoNotSplit() throws Exception {
    assertThat(split("SELECT ';''', \"a;b\", $$x;y$$; SELECT 2"))
        .containsExactly("SELECT ';''', \"a;b\", $$x;y$$", "SELECT 2");
  }

  @Test
  void commentsAreDroppedUnlessQuoted() throws Exception {
    assertThat(split("SELECT 1 /* ; /* nested; */ */ ; -- no;\nSELECT '--', '/*' // ;"))
        .containsExactly("SELECT 1", "SELECT '--', '/*'");
  }

  @Test
  void blankStatementsAreLeftOut() throws Exception {
    assertThat(split(" ;\n;; -- only a comment\n")).isEmpty();
    assertThat(split("")).isEmpty();
  }
}
