package io.github.wasmudf.h2;

import io.github.wasmudf.CallParameters;
import io.github.wasmudf.Column;
import io.github.wasmudf.RuntimePolicy;
import io.github.wasmudf.SessionOwner;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.UdfExport;
import io.github.wasmudf.UdfFunction;
import io.github.wasmudf.UdfSession;
import io.github.wasmudf.catalog.ActivePlugin;
import io.github.wasmudf.catalog.CreatedFunction;
import io.github.wasmudf.catalog.Grantees;
import io.github.wasmudf.jdbc.FunctionStore;
import io.github.wasmudf.jdbc.PluginStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.h2.engine.CastDataProvider;
import org.h2.engine.Database;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.h2.value.ValueTimestampTimeZone;
import org.jspecify.annotations.Nullable;

/**
 * What one H2 connection has of us. Used under H2's own lock of that session, so by one thread at a
 * time; closed with the session.
 */
final class H2Session implements AutoCloseable {
  /** {@code design.md}: recursion of SQL through plugins. */
  private static final int MOST_QUERY_DEPTH = 4;

  private final SessionLocal session;
  private final Database database;
  private final PluginTable plugins;
  private final FunctionTable createdFunctions;
  private final Caller caller;
  private final UdfSession udfs;
  private final ToldColumns toldColumns;
  private final GuestWork guests;
  private final ReadRows reading;
  private final Map<String, Callable> functions = new HashMap<>();
  private CatalogTable.@Nullable Snapshot snapshot;
  private @Nullable BoundFunction[] created = new @Nullable BoundFunction[0];
  private CatalogTable.@Nullable Snapshot functionSnapshot;
  private final Map<String, BoundAggregate> aggregates = new HashMap<>();
  private final Map<Integer, BoundTable> tables = new HashMap<>();
  private @Nullable ValueTimestampTimeZone aggregatingSince;
  private Object aggregatingStatement = new Object();
  private int queryDepth;
  private String lastName = "";
  private @Nullable UdfFunction lastFunction;
  private @Nullable UdfExport lastExport;
  private @Nullable String lastText;
  private boolean lastTextIsAny;
  private CallParameters lastParameters = CallParameters.NONE;

  /** A function, and who may call it. */
  private record Callable(UdfFunction function, Grantees grantees) {}

  H2Session(SessionLocal session, H2Sessions sessions) {
    this.session = session;
    this.plugins = new PluginTable(session);
    this.createdFunctions = new FunctionTable(session);
    this.caller = new Caller(session);
    this.toldColumns = new ToldColumns(session);
    this.guests = new GuestWork(session);
    this.reading = new ReadRows(session);
    this.database = session.getDatabase();
    this.udfs =
        sessions
            .runtime(database)
            .openSession(
                storedPolicy(),
                new SessionOwner(caller.name(), session.getId()),
                new StatementCancellation(session),
                guests);
  }

  /** The session of the connection that H2 passes to a function. */
  static H2Session of(Connection connection) throws SQLException {
    JdbcConnection jdbc = connection.unwrap(JdbcConnection.class);
    if (jdbc.getSession() instanceof SessionLocal session) {
      return H2Sessions.shared().of(session);
    }
    throw new SQLException("wasm-udf's functions run inside H2, not in a client of it");
  }

  /** A launcher's or an operator's choice for the JVM, under what the database itself says. */
  RuntimePolicy storedPolicy() {
    RuntimePolicy policy = RuntimePolicy.ofJvm();
    String stored = SettingTable.read(session, PluginStore.POLICY);
    return stored == null ? policy : policy.with(stored);
  }

  /**
   * The function of a plugin's active version, as this statement sees it: a version that another
   * connection commits while a statement runs is seen by the next one.
   */
  UdfFunction function(String name) {
    forgetWhatChanged();
    UdfFunction last = lastFunction;
    if (last != null && name.equals(lastName)) {
      return last;
    }
    UdfFunction function =
        functions.computeIfAbsent(name, key -> Uninterrupted.read(() -> resolve(key))).function();
    lastName = name;
    lastFunction = function;
    return function;
  }

  /** An export of {@link #function}, by its name. */
  UdfExport export(String name, String exportName) {
    UdfFunction function = function(name);
    UdfExport last = lastExport;
    if (last != null && last.function() == function && exportName.equals(last.name())) {
      return last;
    }
    UdfExport export = function.export(exportName);
    lastExport = export;
    return export;
  }

  /**
   * {@link #function}, for another group of rows. The first one of a statement frees what the
   * groups of those before it have left with plugins: H2 does not say when a statement ends.
   */
  UdfFunction aggregating(String name) {
    beginAggregating();
    return function(name);
  }

  /** Stands for the statement that {@link #aggregating} was called for last. */
  Object aggregatingStatement() {
    return aggregatingStatement;
  }

  private void beginAggregating() {
    ValueTimestampTimeZone begun = session.getCommandStartOrEnd();
    if (!begun.equals(aggregatingSince)) {
      aggregatingSince = begun;
      aggregatingStatement = new Object();
      udfs.statementChanged();
    }
  }

  private void forgetWhatChanged() {
    CatalogTable.Snapshot seen = snapshot;
    if (seen == null || !plugins.table().isCurrent(seen)) {
      snapshot = plugins.table().snapshot();
      functions.clear();
      forgetLast();
    }
    if (caller.hasChanged()) {
      functions.values().removeIf(known -> !caller.isAmong(known.grantees()));
      forgetLast();
    }
  }

  private void forgetFunctionsThatChanged() {
    CatalogTable.Snapshot seen = functionSnapshot;
    if (seen == null || !createdFunctions.table().isCurrent(seen)) {
      functionSnapshot = createdFunctions.table().snapshot();
      forgetLast();
    }
  }

  private void forgetLast() {
    lastFunction = null;
    created = new @Nullable BoundFunction[0];
    aggregates.clear();
    tables.clear();
  }

  /**
   * A created function, of the plugin's version that this statement calls.
   *
   * @param number of the function in {@link AliasClasses}
   */
  BoundFunction created(int number) {
    forgetFunctionsThatChanged();
    forgetWhatChanged();
    BoundFunction known = number < created.length ? created[number] : null;
    return known != null ? known : bind(number);
  }

  /** A created aggregate for another group of rows, of the version that this statement calls. */
  BoundAggregate createdAggregate(String name, int arguments) {
    forgetFunctionsThatChanged();
    beginAggregating();
    forgetWhatChanged();
    BoundAggregate known = aggregates.get(name);
    if (known == null) {
      // Resolving may forget all of them, where this transaction has changed the catalog.
      known = Uninterrupted.read(() -> resolveAggregate(name, arguments));
      aggregates.put(name, known);
    }
    return known;
  }

  private BoundAggregate resolveAggregate(String name, int arguments) {
    CreatedFunction function = createdFunctions.find(name, arguments);
    if (function == null || !function.isAggregate()) {
      throw FunctionStore.unknown(name);
    }
    return new BoundAggregate(this, function(function.plugin()).typedAggregate(function));
  }

  /** The same of a created table function. */
  BoundTable createdTable(int number) {
    forgetFunctionsThatChanged();
    forgetWhatChanged();
    BoundTable known = tables.get(number);
    if (known == null) {
      // Resolving may forget all of them, where this transaction has changed the catalog.
      known = Uninterrupted.read(() -> resolveTable(number));
      tables.put(number, known);
    }
    return known;
  }

  /**
   * The columns of a created table function, which H2 asks for while it plans. Says nothing of the
   * plugin behind it: for the views of a database that is opened, that cannot be read yet.
   */
  List<Column> tableColumns(int number) {
    return Uninterrupted.read(() -> tableFunction(number)).declaration().signature().columns();
  }

  private CreatedFunction tableFunction(int number) {
    AliasClasses.Function wanted = AliasClasses.shared().function(number);
    CreatedFunction function = createdFunctions.find(wanted.name(), wanted.arguments());
    if (function == null || !function.isTable()) {
      throw FunctionStore.unknown(wanted.name());
    }
    return function;
  }

  private BoundTable resolveTable(int number) {
    CreatedFunction function = tableFunction(number);
    return new BoundTable(this, function(function.plugin()).typedTable(function));
  }

  private BoundFunction bind(int number) {
    BoundFunction bound = Uninterrupted.read(() -> resolve(number));
    if (created.length <= number) {
      created = Arrays.copyOf(created, number + 1);
    }
    created[number] = bound;
    return bound;
  }

  private BoundFunction resolve(int number) {
    AliasClasses.Function wanted = AliasClasses.shared().function(number);
    CreatedFunction function = createdFunctions.find(wanted.name(), wanted.arguments());
    if (function == null) {
      throw FunctionStore.unknown(wanted.name());
    }
    return new BoundFunction(this, function(function.plugin()).typed(function));
  }

  PluginTable plugins() {
    return plugins;
  }

  /** The active version of a plugin, whoever may call it. */
  ActivePlugin active(String name) {
    ActivePlugin active = plugins.find(name);
    if (active == null) {
      udfs.forget(name);
      throw new UdfException(
          UdfError.NOT_FOUND,
          "no plugin \"" + name + "\"; SELECT PLUGIN FROM WASM.PLUGINS lists what is registered");
    }
    return active;
  }

  private Callable resolve(String name) {
    ActivePlugin active = active(name);
    if (!caller.isAmong(active.grantees())) {
      throw Grantees.refusal(active.plugin(), caller.name());
    }
    return new Callable(udfs.function(active.plugin(), plugins), active.grantees());
  }

  /**
   * The parameters in a text; the last text's are kept, because rows repeat it.
   *
   * @param anyText whether they may be any text
   */
  CallParameters parameters(@Nullable String text, boolean anyText) {
    if (text == null) {
      return CallParameters.NONE;
    }
    if (!text.equals(lastText) || anyText != lastTextIsAny) {
      lastParameters = CallParameters.of(text, anyText);
      lastText = text;
      lastTextIsAny = anyText;
    }
    return lastParameters;
  }

  /**
   * Does something for a query that a function was given as text, which may call such a function
   * itself.
   *
   * @throws UdfException {@code BAD_OPTION} for a view that calls itself so
   */
  <T> T nested(Supplier<T> work) {
    if (queryDepth >= MOST_QUERY_DEPTH) {
      throw UdfException.limit(
          UdfError.BAD_OPTION, "queries within queries", MOST_QUERY_DEPTH, queryDepth, 1);
    }
    queryDepth++;
    try {
      return work.get();
    } finally {
      queryDepth--;
    }
  }

  /** The rows that statements of this session read. */
  ReadRows reading() {
    return reading;
  }

  ToldColumns toldColumns() {
    return toldColumns;
  }

  /** What an unquoted name in SQL must be to find a column of a plugin's. */
  String identifier(Column column) {
    if (!column.isPlain()) {
      return column.name();
    }
    return session.getDatabase().getSettings().databaseToLower
        ? column.name().toLowerCase(Locale.ROOT)
        : session.getDatabase().getSettings().databaseToUpper ? column.sqlName() : column.name();
  }

  UdfSession udfs() {
    return udfs;
  }

  RuntimePolicy policy() {
    return udfs.policy();
  }

  CastDataProvider castDataProvider() {
    return session;
  }

  /** Also when the session is closed, which then knows none any more. */
  Database database() {
    return database;
  }

  SessionLocal session() {
    return session;
  }

  /** What its plugins do in the database. */
  GuestWork guests() {
    return guests;
  }

  /** Whether the caller may see what a user did. */
  boolean maySee(String user) {
    return caller.isAdministrator() || caller.name().equals(user);
  }

  boolean isAdministrator() {
    return caller.isAdministrator();
  }

  /** From any thread. */
  @Override
  public void close() {
    udfs.close();
  }
}
