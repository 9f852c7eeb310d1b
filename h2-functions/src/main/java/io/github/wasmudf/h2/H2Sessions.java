package io.github.wasmudf.h2;

import io.github.wasmudf.RuntimePolicy;
import io.github.wasmudf.UdfRuntime;
import io.github.wasmudf.UdfSession;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.h2.engine.Database;
import org.h2.engine.SessionLocal;
import org.jspecify.annotations.Nullable;

/**
 * All H2 sessions of this JVM that have called us. A session leaves when H2 closes it, however that
 * comes about; one that H2 forgot to tell us about leaves when the next one enters. Thread-safe.
 */
final class H2Sessions {
  private static final H2Sessions SHARED = new H2Sessions();

  private final ConcurrentHashMap<SessionLocal, H2Session> sessions = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<Database, UdfRuntime> runtimes = new ConcurrentHashMap<>();

  static H2Sessions shared() {
    return SHARED;
  }

  H2Session of(SessionLocal session) {
    H2Session present = sessions.get(session);
    return present != null ? present : enter(session);
  }

  private H2Session enter(SessionLocal session) {
    sweep();
    H2Session entered = new H2Session(session, this);
    try {
      CloseHook.install(session, () -> leave(session));
    } catch (RuntimeException | Error failed) {
      entered.close();
      throw failed;
    }
    sessions.put(session, entered);
    return entered;
  }

  private void leave(SessionLocal session) {
    H2Session left = sessions.remove(session);
    if (left != null) {
      left.close();
      // A closed database must not be held by us: all that it had in memory would stay.
      runtimes.computeIfPresent(
          left.database(), (database, runtime) -> runtime.sessions().isEmpty() ? null : runtime);
    }
  }

  /** A session that ended in a fault of the database may never run its hook. */
  private void sweep() {
    for (SessionLocal session : sessions.keySet()) {
      if (session.isClosed()) {
        leave(session);
      }
    }
  }

  /** Opens a session in the runtime of its database. */
  UdfSession open(Database database, RuntimePolicy policy) {
    AtomicReference<@Nullable UdfSession> opened = new AtomicReference<>();
    runtimes.compute(
        database,
        (d, present) -> {
          UdfRuntime runtime = present == null ? new UdfRuntime() : present;
          opened.set(runtime.openSession(policy));
          return runtime;
        });
    return Objects.requireNonNull(opened.get());
  }

  /** The sessions of one database, in no order. */
  List<H2Session> of(Database database) {
    return sessions.values().stream().filter(session -> session.database() == database).toList();
  }
}
