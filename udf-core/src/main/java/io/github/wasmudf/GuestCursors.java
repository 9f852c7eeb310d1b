package io.github.wasmudf;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The open cursors of one plugin's version in one session. Each is in an instance of its own, which
 * nobody else gets meanwhile; only where there may be no more instances, several are in one. Used
 * by the session's one thread.
 */
final class GuestCursors {
  private final PluginCalls calls;
  private final ReferenceQueue<GuestCursor> abandoned = new ReferenceQueue<>();
  private final List<CursorHome> homes = new ArrayList<>();
  private boolean replaced;
  private @Nullable Runnable whenNone;

  GuestCursors(PluginCalls calls) {
    this.calls = calls;
  }

  /** Opens a cursor for a reader. */
  CursorHome.Place open(GuestCursor reader) {
    closeAbandoned();
    replaced = false;
    CursorHome home = home();
    try {
      return home.open(reader);
    } finally {
      leaveIfEmpty(home);
    }
  }

  private CursorHome home() {
    try {
      CursorHome own = new CursorHome(calls, abandoned);
      homes.add(own);
      return own;
    } catch (UdfException full) {
      if (!full.isOfHost() || homes.isEmpty()) {
        throw full;
      }
      return homes.stream().min(Comparator.comparingInt(CursorHome::size)).orElseThrow();
    }
  }

  /**
   * Ends a cursor.
   *
   * @throws UdfException {@code CANCELLED} only
   */
  void close(CursorHome.Place place) {
    try {
      place.home().close(place);
    } finally {
      leaveIfEmpty(place.home());
    }
  }

  /**
   * Ends the cursors whose readers are gone.
   *
   * @throws UdfException {@code CANCELLED} only
   */
  void closeAbandoned() {
    for (Reference<?> gone = abandoned.poll(); gone != null; gone = abandoned.poll()) {
      close((CursorHome.Place) gone);
    }
  }

  /** The version was replaced: what its last cursors leave is for nobody. */
  void replaced() {
    replaced = true;
  }

  /** Does something when no cursor is open any more, which may be now. */
  void whenNone(Runnable action) {
    whenNone = action;
    runIfNone();
  }

  private void leaveIfEmpty(CursorHome home) {
    if (home.isLost()) {
      homes.remove(home);
    } else if (home.isEmpty() && homes.remove(home)) {
      home.leave(!replaced);
    }
    runIfNone();
  }

  private void runIfNone() {
    Runnable action = whenNone;
    if (action != null && homes.isEmpty()) {
      whenNone = null;
      action.run();
    }
  }
}
