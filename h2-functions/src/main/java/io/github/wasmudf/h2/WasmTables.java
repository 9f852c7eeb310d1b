package io.github.wasmudf.h2;

import io.github.wasmudf.PluginInspection;
import io.github.wasmudf.PluginMetric;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.UdfSession;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.function.BiConsumer;
import org.h2.tools.SimpleResultSet;
import org.jspecify.annotations.Nullable;

/** The table functions. H2 calls these methods; applications use SQL. */
public final class WasmTables {
  private WasmTables() {}

  /** {@code WASM_VALIDATE(module)}. */
  public static ResultSet validate(Connection connection, @Nullable InputStream module)
      throws SQLException {
    return validate(connection, module, null);
  }

  /**
   * {@code WASM_VALIDATE(module, options)}: one row that says what registering would say, without
   * registering. Administrators only, as registering is.
   */
  public static ResultSet validate(
      Connection connection, @Nullable InputStream module, @Nullable String options)
      throws SQLException {
    Columns columns = new Columns(connection);
    columns.add("VALID", Types.BOOLEAN, 0, 0);
    columns.add("SQLSTATE", Types.VARCHAR, 5, 0);
    columns.add("MESSAGE", Types.VARCHAR, 4_096, 0);
    columns.add("ABI", Types.VARCHAR, 32, 0);
    columns.add("ENGINE", Types.VARCHAR, 32, 0);
    columns.add("SHA256", Types.VARCHAR, 64, 0);
    columns.add("BYTES", Types.BIGINT, 0, 0);
    columns.add("SELF_NAME", Types.VARCHAR, 4_096, 0);
    columns.add("SELF_VERSION", Types.VARCHAR, 4_096, 0);
    columns.add("DESCRIPTION", Types.VARCHAR, 4_096, 0);
    columns.add("NOTE", Types.VARCHAR, 4_096, 0);
    SimpleResultSet rows = columns.rows;
    if (!asksForColumns(connection)) {
      try {
        addFinding(rows, connection, module, options);
      } catch (RuntimeException | Error failed) {
        throw SqlErrors.translate(failed);
      }
    }
    return rows;
  }

  private static void addFinding(
      SimpleResultSet rows,
      Connection connection,
      @Nullable InputStream module,
      @Nullable String options)
      throws SQLException {
    H2Session session = WasmAdministration.administrator(connection);
    try {
      byte[] bytes =
          WasmAdministration.read(WasmAdministration.required("the module", module), session);
      PluginInspection found =
          session.udfs().inspect("validated plugin", bytes, options == null ? "{}" : options);
      rows.addRow(
          true,
          null,
          null,
          found.abi(),
          found.engine(),
          found.sha256(),
          found.bytes(),
          found.name(),
          found.version(),
          found.description(),
          found.note());
    } catch (UdfException refused) {
      rows.addRow(
          false,
          refused.error().sqlState(),
          refused.getMessage(),
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          null);
    }
  }

  /**
   * {@code WASM_POLICY()}, behind the view {@code WASM.POLICY}: what holds for this connection. The
   * places and hosts that it names are for administrators.
   */
  public static ResultSet policy(Connection connection) throws SQLException {
    Columns columns = new Columns(connection);
    columns.add("NAME", Types.VARCHAR, 128, 0);
    columns.add("SETTING", Types.VARCHAR, 100_000, 0);
    return columns.filled(
        connection,
        (rows, asking) ->
            asking.policy().settings().stream()
                .filter(each -> asking.isAdministrator() || !each.namesPlaces())
                .forEach(each -> rows.addRow(each.name(), each.setting())));
  }

  /**
   * {@code WASM_INSTANCES()}, behind the view {@code WASM.INSTANCES}: what each connection holds.
   * An administrator sees all of this database, others see their own.
   */
  public static ResultSet instances(Connection connection) throws SQLException {
    Columns columns = new Columns(connection);
    columns.add("SESSION_ID", Types.INTEGER, 0, 0);
    columns.add("PLUGIN", Types.VARCHAR, 128, 0);
    columns.add("VERSION", Types.INTEGER, 0, 0);
    columns.add("ENGINE", Types.VARCHAR, 32, 0);
    columns.add("REASON", Types.VARCHAR, 4_000, 0);
    columns.add("STATE", Types.VARCHAR, 32, 0);
    columns.add("INSTANCES", Types.INTEGER, 0, 0);
    columns.add("MEMORY_BYTES", Types.BIGINT, 0, 0);
    return columns.filled(connection, WasmTables::addInstances);
  }

  private static void addInstances(SimpleResultSet rows, H2Session asking) {
    for (H2Session session : H2Sessions.shared().of(asking.database())) {
      if (session == asking || asking.isAdministrator()) {
        for (UdfSession.Usage usage : session.udfs().usage()) {
          rows.addRow(
              session.session().getId(),
              usage.plugin(),
              usage.version(),
              usage.engine(),
              usage.reason(),
              usage.state().name(),
              usage.instances(),
              usage.bytes());
        }
      }
    }
  }

  /**
   * {@code WASM_STATS()}, behind the view {@code WASM.STATS}: what was called. An administrator
   * sees all of this database, others their own calls.
   */
  public static ResultSet statistics(Connection connection) throws SQLException {
    Columns columns = new Columns(connection);
    columns.add("PLUGIN", Types.VARCHAR, 128, 0);
    columns.add("VERSION", Types.INTEGER, 0, 0);
    columns.add("FUNCTION_NAME", Types.VARCHAR, 128, 0);
    columns.add("USER_NAME", Types.VARCHAR, 256, 0);
    columns.add("CALLS", Types.BIGINT, 0, 0);
    columns.add("ROWS", Types.BIGINT, 0, 0);
    columns.add("ERRORS", Types.BIGINT, 0, 0);
    columns.add("NANOS", Types.BIGINT, 0, 0);
    columns.add("BYTES_IN", Types.BIGINT, 0, 0);
    columns.add("BYTES_OUT", Types.BIGINT, 0, 0);
    columns.add("MEAN_NANOS", Types.BIGINT, 0, 0);
    columns.add("P50_NANOS", Types.BIGINT, 0, 0);
    columns.add("P95_NANOS", Types.BIGINT, 0, 0);
    columns.add("P99_NANOS", Types.BIGINT, 0, 0);
    columns.add("ERROR_STATES", Types.VARCHAR, 512, 0);
    columns.add("MARSHAL_NANOS", Types.BIGINT, 0, 0);
    columns.add("GUEST_NANOS", Types.BIGINT, 0, 0);
    columns.add("HOST_NANOS", Types.BIGINT, 0, 0);
    columns.add("PEAK_MEMORY_BYTES", Types.BIGINT, 0, 0);
    return columns.filled(
        connection,
        (rows, asking) ->
            H2Sessions.shared().runtime(asking.database()).statistics().stream()
                .filter(each -> asking.maySee(each.user()))
                .forEach(
                    each ->
                        rows.addRow(
                            each.plugin(),
                            each.version(),
                            each.function(),
                            each.user(),
                            each.calls(),
                            each.rows(),
                            each.errors(),
                            each.nanos(),
                            each.bytesIn(),
                            each.bytesOut(),
                            each.meanNanos(),
                            each.percentileNanos(50),
                            each.percentileNanos(95),
                            each.percentileNanos(99),
                            each.errorCounts().toString(),
                            each.marshalNanos(),
                            each.guestNanos(),
                            each.hostNanos(),
                            each.peakMemoryBytes())));
  }

  /**
   * {@code WASM_LOG()}, behind the view {@code WASM.LOG}: what plugins printed of late. An
   * administrator sees all of this database, others what their own calls printed.
   */
  public static ResultSet log(Connection connection) throws SQLException {
    Columns columns = new Columns(connection);
    columns.add("PLUGIN", Types.VARCHAR, 128, 0);
    columns.add("VERSION", Types.INTEGER, 0, 0);
    columns.add("LOGGED_AT", Types.TIMESTAMP_WITH_TIMEZONE, 0, 9);
    columns.add("USER_NAME", Types.VARCHAR, 256, 0);
    columns.add("SESSION_ID", Types.INTEGER, 0, 0);
    columns.add("LEVEL", Types.VARCHAR, 16, 0);
    columns.add("LINE", Types.VARCHAR, 8_192, 0);
    return columns.filled(
        connection,
        (rows, asking) ->
            H2Sessions.shared().runtime(asking.database()).log().stream()
                .filter(each -> asking.maySee(each.user()))
                .forEach(
                    each ->
                        rows.addRow(
                            each.plugin(),
                            each.version(),
                            each.loggedAt().atOffset(ZoneOffset.UTC),
                            each.user(),
                            each.sessionId(),
                            each.level(),
                            each.line())));
  }

  /**
   * {@code WASM_METRICS()}, behind the view {@code WASM.METRICS}: what plugins submitted. An
   * administrator sees all of this database, others what their own calls submitted.
   */
  public static ResultSet metrics(Connection connection) throws SQLException {
    Columns columns = new Columns(connection);
    columns.add("PLUGIN", Types.VARCHAR, 128, 0);
    columns.add("METRIC", Types.VARCHAR, 256, 0);
    columns.add("USER_NAME", Types.VARCHAR, 256, 0);
    columns.add("SUBMITTED", Types.BIGINT, 0, 0);
    columns.add("LATEST", Types.DOUBLE, 0, 0);
    columns.add("TOTAL", Types.DOUBLE, 0, 0);
    columns.add("SMALLEST", Types.DOUBLE, 0, 0);
    columns.add("LARGEST", Types.DOUBLE, 0, 0);
    columns.add("SUBMITTED_AT", Types.TIMESTAMP_WITH_TIMEZONE, 0, 9);
    return columns.filled(connection, WasmTables::addMetrics);
  }

  private static void addMetrics(SimpleResultSet rows, H2Session asking) {
    for (PluginMetric each : H2Sessions.shared().runtime(asking.database()).metrics()) {
      if (asking.maySee(each.user())) {
        boolean hasValues = each.hasValues();
        rows.addRow(
            each.plugin(),
            each.metric(),
            each.user(),
            each.submitted(),
            hasValues ? each.latest() : null,
            hasValues ? each.total() : null,
            hasValues ? each.smallest() : null,
            hasValues ? each.largest() : null,
            each.submittedAt().atOffset(ZoneOffset.UTC));
      }
    }
  }

  /** The columns of a result, named as the install script's unquoted names are in a database. */
  private static final class Columns {
    final SimpleResultSet rows = new SimpleResultSet();
    private final boolean lowerCase;

    Columns(Connection connection) throws SQLException {
      lowerCase = connection.getMetaData().storesLowerCaseIdentifiers();
    }

    void add(String name, int type, int precision, int scale) {
      rows.addColumn(lowerCase ? name.toLowerCase(Locale.ROOT) : name, type, precision, scale);
    }

    /** The rows, unless H2 only asks for the columns. */
    SimpleResultSet filled(Connection connection, BiConsumer<SimpleResultSet, H2Session> fill)
        throws SQLException {
      if (!asksForColumns(connection)) {
        try {
          fill.accept(rows, H2Session.of(connection));
        } catch (RuntimeException | Error failed) {
          throw SqlErrors.translate(failed);
        }
      }
      return rows;
    }
  }

  /** H2 calls a table function first with this connection, only to learn its columns. */
  static boolean asksForColumns(Connection connection) throws SQLException {
    return connection.getMetaData().getURL().equals("jdbc:columnlist:connection");
  }
}
