package io.github.wasmudf.h2;

import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.catalog.CreatedFunction;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.h2.api.ErrorCode;
import org.h2.constraint.Constraint;
import org.h2.engine.Database;
import org.h2.engine.DbObject;
import org.h2.expression.ExpressionVisitor;
import org.h2.schema.Schema;
import org.h2.schema.UserAggregate;
import org.h2.schema.UserDefinedFunction;
import org.h2.table.Table;
import org.h2.table.TableView;
import org.h2.util.ParserUtil;
import org.h2.util.StringUtils;
import org.jspecify.annotations.Nullable;

/**
 * The aliases of created functions, and the aggregates. Making one and dropping one is DDL, and so
 * commits. Used by the session's one thread.
 */
final class Aliases {
  private static final String SCHEMA = "PUBLIC";

  private final Connection connection;
  private final Database database;

  Aliases(Connection connection, Database database) {
    this.connection = connection;
    this.database = database;
  }

  /**
   * Checks that a name can become a function's.
   *
   * @throws UdfException {@code NAME_TAKEN}, or {@code BAD_OPTION} for a word of SQL
   */
  void requireFree(String name) {
    if (ParserUtil.isKeyword(name, false)) {
      throw new UdfException(UdfError.BAD_OPTION, name + " is a reserved word");
    }
    if (find(name) != null) {
      throw taken(name, null);
    }
  }

  private static UdfException taken(String name, @Nullable Throwable cause) {
    return new UdfException(
        UdfError.NAME_TAKEN, "the database has a function " + name + " already", cause);
  }

  private @Nullable UserDefinedFunction find(String name) {
    Schema schema = database.findSchema(CatalogTable.identifier(database, SCHEMA));
    return schema == null
        ? null
        : schema.findFunctionOrAggregate(CatalogTable.identifier(database, name));
  }

  /** Makes the alias that stands for all overloads of a function, or the aggregate. */
  void create(List<CreatedFunction> overloads) throws SQLException {
    String name = overloads.get(0).name();
    try (Statement ddl = connection.createStatement()) {
      if (overloads.get(0).isAggregate()) {
        ddl.execute(
            "CREATE AGGREGATE " + quoted(name) + " FOR '" + AliasClass.of(overloads).name() + "'");
      } else {
        createAlias(ddl, name, overloads);
      }
    } catch (SQLException failed) {
      if (failed.getErrorCode() == ErrorCode.FUNCTION_ALIAS_ALREADY_EXISTS_1) {
        throw taken(name, failed);
      }
      throw failed;
    }
  }

  private void createAlias(Statement ddl, String name, List<CreatedFunction> overloads)
      throws SQLException {
    // Of a table function H2 might keep the rows of one execution for the next.
    CreatedFunction first = overloads.get(0);
    boolean deterministic = first.declaration().signature().deterministic() && !first.isTable();
    ddl.execute(
        "CREATE ALIAS "
            + quoted(name)
            + (deterministic ? " DETERMINISTIC" : "")
            + " FOR \""
            + AliasClass.of(overloads).name()
            + "."
            + AliasClass.METHOD
            + "\"");
    String remarks = remarks(overloads);
    if (!remarks.isEmpty()) {
      ddl.execute(
          "COMMENT ON ALIAS " + quoted(name) + " IS " + StringUtils.quoteStringSQL(remarks));
    }
  }

  private static String remarks(List<CreatedFunction> overloads) {
    return overloads.stream()
        .map(each -> each.declaration().description())
        .filter(Objects::nonNull)
        .distinct()
        .collect(Collectors.joining("\n"));
  }

  /** Drops the alias or the aggregate; harmless when it is not there. */
  void drop(String name) throws SQLException {
    boolean aggregate = find(name) instanceof UserAggregate;
    try (Statement ddl = connection.createStatement()) {
      ddl.execute((aggregate ? "DROP AGGREGATE" : "DROP ALIAS") + " IF EXISTS " + quoted(name));
    }
  }

  private String quoted(String name) {
    return StringUtils.quoteIdentifier(CatalogTable.identifier(database, SCHEMA))
        + "."
        + StringUtils.quoteIdentifier(CatalogTable.identifier(database, name));
  }

  /**
   * Checks that nothing would break without a function. H2 itself looks at columns only.
   *
   * @throws UdfException {@code IN_USE} naming the tables and views that call it
   */
  void requireUnused(String name) {
    UserDefinedFunction function = find(name);
    if (function == null) {
      return;
    }
    List<String> users = new ArrayList<>();
    for (Table table : database.getAllTablesAndViews()) {
      if (dependencies(table).contains(function) || isCalled(function, name, table)) {
        users.add(table.getName());
      }
    }
    if (!users.isEmpty()) {
      throw new UdfException(
          UdfError.IN_USE,
          "function "
              + name
              + " is used by "
              + String.join(", ", users.stream().sorted().toList()));
    }
  }

  private static Set<DbObject> dependencies(Table table) {
    HashSet<DbObject> dependencies = new HashSet<>();
    ExpressionVisitor visitor = ExpressionVisitor.getDependenciesVisitor(dependencies);
    table.addDependencies(dependencies);
    if (table.getConstraints() != null) {
      for (Constraint constraint : table.getConstraints()) {
        constraint.isEverything(visitor);
      }
    }
    return dependencies;
  }

  /** H2 keeps a view's query as it writes it itself, with what is constant calculated. */
  private boolean isCalled(UserDefinedFunction function, String name, Table table) {
    // Of an aggregate it leaves the schema out.
    String call =
        function instanceof UserAggregate
            ? StringUtils.quoteIdentifier(CatalogTable.identifier(database, name))
            : quoted(name);
    return table instanceof TableView view && view.getQuerySQL().contains(call + "(");
  }

  /**
   * Makes every statement that is prepared be prepared anew: what it knows of deterministic
   * functions, it knows of another version.
   */
  void forgetResults() {
    database.getNextModificationMetaId();
  }
}
