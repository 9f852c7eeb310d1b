package io.github.wasmudf.jdbc;

import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.catalog.CreatedFunction;
import io.github.wasmudf.catalog.DeclaredFunction;
import io.github.wasmudf.catalog.StoredFunction;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads and writes {@code WASM.CREATED_FUNCTION} in the caller's transaction, which it neither
 * begins nor ends. As thread-safe as its connection.
 */
public final class FunctionStore {
  private static final String DUPLICATE_KEY = "23505";
  private static final int MAX_TEXT = 4_096;
  private static final String SELECT =
      "SELECT FUNCTION_NAME, PLUGIN, DECLARATION, OF_MANIFEST, OWNER, CREATED_AT"
          + " FROM WASM.CREATED_FUNCTION";
  private static final String ORDER = " ORDER BY FUNCTION_NAME, ARGUMENTS";

  private final Connection connection;

  /** A store on a connection, which stays its owner's. */
  public FunctionStore(Connection connection) {
    this.connection = connection;
  }

  /** All overloads of all functions, by name and types of arguments. */
  public List<CreatedFunction> list() throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(SELECT + ORDER)) {
      return read(select);
    }
  }

  /** The same, with who created them and when. */
  public List<StoredFunction> listStored() throws SQLException {
    List<StoredFunction> list = new ArrayList<>();
    try (PreparedStatement select = connection.prepareStatement(SELECT + ORDER);
        ResultSet row = select.executeQuery()) {
      while (row.next()) {
        list.add(
            new StoredFunction(
                function(row),
                row.getString(5),
                row.getObject(6, OffsetDateTime.class).toInstant()));
      }
    }
    return list;
  }

  /** All overloads of one function. */
  public List<CreatedFunction> named(String name) throws SQLException {
    return list(" WHERE FUNCTION_NAME = ?", name);
  }

  /** All functions of one plugin. */
  public List<CreatedFunction> ofPlugin(String plugin) throws SQLException {
    return list(" WHERE PLUGIN = ?", plugin);
  }

  private List<CreatedFunction> list(String where, String value) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(SELECT + where + ORDER)) {
      select.setString(1, value);
      return read(select);
    }
  }

  private static List<CreatedFunction> read(PreparedStatement select) throws SQLException {
    List<CreatedFunction> list = new ArrayList<>();
    try (ResultSet row = select.executeQuery()) {
      while (row.next()) {
        list.add(function(row));
      }
    }
    return list;
  }

  private static CreatedFunction function(ResultSet row) throws SQLException {
    String name = row.getString(1);
    DeclaredFunction declaration = DeclaredFunction.of("stored function " + name, row.getString(3));
    return new CreatedFunction(name, row.getString(2), declaration, row.getBoolean(4));
  }

  /**
   * Adds a function.
   *
   * @throws UdfException {@code NAME_TAKEN} when one with the same arguments is there
   */
  public void add(CreatedFunction function) throws SQLException {
    DeclaredFunction declaration = function.declaration();
    String arguments = declaration.signature().argumentTypes();
    requireShort("types of arguments", arguments);
    requireShort("name of the export", declaration.export());
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO WASM.CREATED_FUNCTION (FUNCTION_NAME, ARGUMENTS, PLUGIN, EXPORT, KIND,"
                + " SIGNATURE, OF_MANIFEST, DECLARATION, OWNER, CREATED_AT, DESCRIPTION)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, CURRENT_USER, CURRENT_TIMESTAMP, ?)")) {
      insert.setString(1, function.name());
      insert.setString(2, arguments);
      insert.setString(3, function.plugin());
      insert.setString(4, declaration.export());
      insert.setString(5, declaration.signature().kind().word());
      insert.setString(6, declaration.signature().toString());
      insert.setBoolean(7, function.ofManifest());
      insert.setString(8, declaration.toJson());
      insert.setString(9, declaration.description());
      insert.executeUpdate();
    } catch (SQLException failed) {
      if (DUPLICATE_KEY.equals(failed.getSQLState())) {
        throw new UdfException(UdfError.NAME_TAKEN, function.label() + " is there already", failed);
      }
      throw failed;
    }
  }

  private static void requireShort(String what, String text) {
    if (text.length() > MAX_TEXT) {
      throw UdfException.limit(
          UdfError.BAD_OPTION, what + " in characters", MAX_TEXT, 0, text.length());
    }
  }

  /** Removes a function; harmless when it is not there. */
  public void remove(CreatedFunction function) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement(
            "DELETE FROM WASM.CREATED_FUNCTION WHERE FUNCTION_NAME = ? AND ARGUMENTS = ?")) {
      delete.setString(1, function.name());
      delete.setString(2, function.declaration().signature().argumentTypes());
      delete.executeUpdate();
    }
  }

  /** What there is of a name that is nobody's. */
  public static UdfException unknown(String name) {
    return new UdfException(
        UdfError.NOT_FOUND,
        "no function \""
            + name
            + "\"; SELECT FUNCTION_NAME FROM WASM.FUNCTIONS lists what was created");
  }
}
