package io.github.wasmudf.calcite;

import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.calcite.config.Lex;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParseException;
import org.apache.calcite.sql.parser.SqlParser;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.apache.calcite.sql.validate.SqlConformanceEnum;

/**
 * What statements plugins may send to the database that holds the catalog. Calcite's parser says
 * what a statement is; what it does not understand is refused, because the other database might
 * understand more.
 */
final class GuestStatements {
  private static final Pattern END = Pattern.compile("[\\s;]+\\z");
  private static final Set<SqlKind> CHANGES =
      Set.of(SqlKind.INSERT, SqlKind.UPDATE, SqlKind.DELETE, SqlKind.MERGE);

  /** What H2 has for administrators. */
  private static final Set<String> ADMINISTRATION =
      Set.of(
          "FILE_READ",
          "FILE_WRITE",
          "CSVREAD",
          "CSVWRITE",
          "LINK_SCHEMA",
          "CANCEL_SESSION",
          "ABORT_SESSION");

  private static final SqlParser.Config PARSER =
      SqlParser.config().withLex(Lex.ORACLE).withConformance(SqlConformanceEnum.BABEL);

  private GuestStatements() {}

  /** A statement without what ends it in a script. */
  static String withoutEnd(String sql) {
    return END.matcher(sql).replaceFirst("");
  }

  static void requireQuery(String sql) {
    SqlNode parsed = parsed(sql);
    if (!parsed.isA(SqlKind.QUERY)) {
      throw refused("only queries are");
    }
  }

  static void requireChange(String sql) {
    if (!CHANGES.contains(parsed(sql).getKind())) {
      throw refused("only INSERT, UPDATE, DELETE and MERGE change data");
    }
  }

  private static SqlNode parsed(String sql) {
    try {
      SqlNode parsed = SqlParser.create(withoutEnd(sql), PARSER).parseStmt();
      parsed.accept(new Names());
      return parsed;
    } catch (SqlParseException malformed) {
      throw refused(String.valueOf(malformed.getMessage()));
    }
  }

  /** Our tables hold what others keep, and what plugins may do. */
  private static final class Names extends SqlBasicVisitor<Void> {
    @Override
    public Void visit(SqlCall call) {
      String function = call.getOperator().getName().toUpperCase(Locale.ROOT);
      if (ADMINISTRATION.contains(function) || function.startsWith("WASM_")) {
        throw refused("function " + function + " is not for plugins");
      }
      return super.visit(call);
    }

    @Override
    public Void visit(SqlIdentifier identifier) {
      int size = identifier.names.size();
      if (size > 1 && identifier.names.subList(0, size - 1).stream().anyMatch(Names::isOurs)) {
        throw refused("schema WASM is not for plugins");
      }
      return super.visit(identifier);
    }

    private static boolean isOurs(String name) {
      return name.equalsIgnoreCase(WasmSchema.NAME);
    }
  }

  private static UdfException refused(String why) {
    return new UdfException(
        UdfError.SERVICE_FAILED, "the plugin's SQL is not a statement for plugins: " + why);
  }
}
