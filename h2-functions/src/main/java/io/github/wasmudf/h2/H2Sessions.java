package io.github.wasmudf.h2;

import io.github.wasmudf.UdfRuntime;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import org.h2.engine.Database;
import org.h2.engine.SessionLocal;

/**
 * All H2 sessions of this JVM that have called us. A session leaves when H2 closes it, however that
 * comes about; one that H2 forgot to tell us about leaves when the next one enters. Thread-safe.
 */
final class H2Sessions {
  private static final H2Sessions SHARED = new H2Sessions();

  private final ConcurrentHashMap<SessionLocal, H2Session> sessions = new ConcurrentHashMap<>();

  /** A database that is closed must not stay in memory because we knew it. */
  private final Map<Database, UdfRuntime> runtimes = new WeakHashMap<>();

  static H2Sessions shared() {
    return SHARED;
  }

  H2Session of(SessionLocal session) {
    H2Session present = sessions.get(session);
    return present != null ? present : Uninterrupted.read(() -> enter(session));
  }

  private H2Session enter(SessionLocal session) {
    sweep();
    H2Session entered = new H2Session(session, this);
    try {
      CloseHook.install(session, () -> leave(session), entered.reading()::committed);
    } catch (RuntimeException | Error failed) {
      entered.close();
      throw failed;
    }
    sessions.put(session, entered);
    if (session.isClosed()) {
      // Closed by another thread after the hook was installed: it found nobody to see off.
      leave(session);
    }
    return entered;
  }

  private void leave(SessionLocal session) {
    H2Session left = sessions.remove(session);
    if (left != null) {
      left.close();
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

  /** What all sessions of a database share. */
  synchronized UdfRuntime runtime(Database database) {
    return runtimes.computeIfAbsent(database, key -> new UdfRuntime());
  }

  /** The sessions of one database, in no order. */
  List<H2Session> of(Database database) {
    return sessions.values().stream().filter(session -> session.database() == database).toList();
  }
}
