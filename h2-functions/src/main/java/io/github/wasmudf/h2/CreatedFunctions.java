package io.github.wasmudf.h2;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Where the methods of generated classes lead. H2 calls those; applications use SQL ({@code SELECT
 * slugify(title)}).
 */
public final class CreatedFunctions {
  private CreatedFunctions() {}

  /**
   * One call.
   *
   * @param number of the function in this JVM
   * @param arguments as H2 converted them to the classes of the method's parameters; changed
   * @return of the class of the method's result
   */
  public static @Nullable Object call(
      int number, Connection connection, @Nullable Object[] arguments) throws SQLException {
    try {
      return H2Session.of(connection).created(number).call(arguments);
    } catch (RuntimeException | Error failed) {
      throw SqlErrors.translate(failed);
    }
  }

  /**
   * One call of a table function. H2 asks first for its columns, when nothing may run.
   *
   * @param number of the function in this JVM
   * @param arguments as {@link #call} has them
   * @return a {@link RowStream}
   */
  public static Object rows(int number, Connection connection, @Nullable Object[] arguments)
      throws SQLException {
    try {
      H2Session session = H2Session.of(connection);
      return WasmTables.asksForColumns(connection)
          ? PluginRows.stream(session, session.tableColumns(number), null)
          : session.createdTable(number).rows(arguments);
    } catch (RuntimeException | Error failed) {
      throw SqlErrors.translate(failed);
    }
  }
}
