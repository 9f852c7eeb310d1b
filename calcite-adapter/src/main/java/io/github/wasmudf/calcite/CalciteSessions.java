package io.github.wasmudf.calcite;

import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import java.lang.ref.Cleaner;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import org.apache.calcite.DataContext;
import org.apache.calcite.jdbc.CalciteConnection;
import org.apache.calcite.schema.SchemaPlus;
import org.jspecify.annotations.Nullable;

/**
 * All Calcite connections of this JVM that have called us. A connection leaves when our driver
 * closes it, or when its schema is closed; one of the ordinary driver, which tells nobody, leaves
 * when the garbage collector finds it. Thread-safe.
 */
final class CalciteSessions {
  private static final CalciteSessions SHARED = new CalciteSessions();
  private static final Cleaner CLEANER = Cleaner.create();

  private final Map<CalciteConnection, CalciteSession> sessions = new WeakHashMap<>();
  private int entered;

  static CalciteSessions shared() {
    return SHARED;
  }

  /** The session of the connection that runs a statement. */
  CalciteSession of(DataContext root) {
    if (root.getQueryProvider() instanceof CalciteConnection connection) {
      return of(connection, root.getRootSchema());
    }
    throw new UdfException(UdfError.INTERNAL, "wasm-udf's functions need a Calcite connection");
  }

  private synchronized CalciteSession of(CalciteConnection connection, @Nullable SchemaPlus root) {
    CalciteSession present = sessions.get(connection);
    return present != null ? present : enter(connection, schemaOf(connection, root));
  }

  private CalciteSession enter(CalciteConnection connection, WasmSchema schema) {
    entered++;
    CalciteSession session = new CalciteSession(entered, user(connection), schema);
    CLEANER.register(connection, session::close);
    sessions.put(connection, session);
    return session;
  }

  private static String user(CalciteConnection connection) {
    return WasmAdministration.spelling(connection.getProperties().getProperty("user", ""));
  }

  private static WasmSchema schemaOf(CalciteConnection connection, @Nullable SchemaPlus root) {
    WasmSchema schema = WasmSchema.in(root != null ? root : connection.getRootSchema());
    if (schema == null) {
      throw new UdfException(
          UdfError.NOT_FOUND, "the connection's schema " + WasmSchema.NAME + " is not wasm-udf's");
    }
    return schema;
  }

  /** Ends a connection's session, if it has one. */
  void leave(CalciteConnection connection) {
    CalciteSession left;
    synchronized (this) {
      left = sessions.remove(connection);
    }
    if (left != null) {
      left.close();
    }
  }

  /** Ends the sessions of a schema. */
  void closeAll(WasmSchema schema) {
    List<CalciteSession> all;
    synchronized (this) {
      all = sessions.values().stream().filter(s -> s.schema() == schema).toList();
      sessions.values().removeAll(all);
    }
    all.forEach(CalciteSession::close);
  }
}
