package io.github.wasmudf.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CalciteStatementsTest {
  private static List<String> split(String script) throws SQLException, IOException {
    StatementSource statements = new CalciteStatements(new StringReader(script));
    List<String> all = new ArrayList<>();
    for (String sql = statements.next(); sql != null; sql = statements.next()) {
      all.add(sql);
    }
    return all;
  }

  @Test
  void semicolonsInQuotesDoNotSplit() throws Exception {
    assertThat(split("SELECT ';''', \"a;b\", `c;d` ; SELECT $$ ; SELECT $$"))
        .containsExactly("SELECT ';''', \"a;b\", `c;d`", "SELECT $$", "SELECT $$");
  }

  @Test
  void semicolonsInCommentsDoNotSplit() throws Exception {
    assertThat(split("SELECT /*+ hint; */ 1 -- no;\n, 2 // nor; this\n; SELECT 6 / 2 - 1"))
        .containsExactly("SELECT /*+ hint; */ 1 -- no;\n, 2 // nor; this", "SELECT 6 / 2 - 1");
  }

  @Test
  void commentsDoNotNest() throws Exception {
    assertThat(split("SELECT 1 /* /* */; SELECT /***/ 2"))
        .containsExactly("SELECT 1 /* /* */", "SELECT /***/ 2");
  }

  @Test
  void commentMarksInQuotesAreText() throws Exception {
    assertThat(split("SELECT '--', '/*'; SELECT 2"))
        .containsExactly("SELECT '--', '/*'", "SELECT 2");
  }

  @Test
  void blankStatementsAreLeftOut() throws Exception {
    assertThat(split(" ;\n;; -- only a comment\n; /* and; another */")).isEmpty();
    assertThat(split("")).isEmpty();
  }

  @Test
  void whatIsNotClosedGoesToTheEnd() throws Exception {
    assertThat(split("SELECT 'a; b")).containsExactly("SELECT 'a; b");
    assertThat(split("SELECT 1 /* a; b")).containsExactly("SELECT 1 /* a; b");
  }
}
