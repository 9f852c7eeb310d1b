package io.github.wasmudf.calcite;

import java.lang.ref.WeakReference;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.apache.calcite.DataContext;

/**
 * Finds the {@link RunningStatement} of a row. Calcite makes a {@code DataContext} for each
 * execution; it is what generated code passes to us with every row, so to find the statement from
 * it must cost next to nothing. Holds neither longer than Calcite does; from any thread.
 */
final class RunningStatements {
  /** A power of two. Statements that share a slot find each other in the map below. */
  private static final int SLOTS = 256;

  private static final AtomicReferenceArray<Slot> RECENT = new AtomicReferenceArray<>(SLOTS);
  private static final Map<DataContext, RunningStatement> ALL =
      Collections.synchronizedMap(new WeakHashMap<>());

  private static final class Slot extends WeakReference<DataContext> {
    final RunningStatement statement;

    Slot(DataContext root, RunningStatement statement) {
      super(root);
      this.statement = statement;
    }
  }

  private RunningStatements() {}

  /**
   * The statement that a row belongs to.
   *
   * @throws UnsupportedOperationException while the statement is only being planned: the planner
   *     then leaves the call to the execution
   */
  static RunningStatement of(DataContext root) {
    int at = System.identityHashCode(root) & (SLOTS - 1);
    Slot slot = RECENT.get(at);
    return slot != null && slot.refersTo(root) ? slot.statement : find(root, at);
  }

  private static RunningStatement find(DataContext root, int at) {
    RunningStatement statement = ALL.get(root);
    if (statement == null) {
      statement = begin(root);
      ALL.put(root, statement);
    }
    RECENT.set(at, new Slot(root, statement));
    return statement;
  }

  private static RunningStatement begin(DataContext root) {
    // Only an execution has a flag to cancel it.
    if (!(root.get(DataContext.Variable.CANCEL_FLAG.camelName) instanceof AtomicBoolean flag)) {
      throw new UnsupportedOperationException("plugins are called by running statements only");
    }
    Object timeout = root.get(DataContext.Variable.TIMEOUT.camelName);
    return new RunningStatement(
        CalciteSessions.shared().of(root), flag, timeout instanceof Long millis ? millis : null);
  }

  /** Lets go of a session that has ended. */
  static void forget(CalciteSession session) {
    for (int at = 0; at < SLOTS; at++) {
      Slot slot = RECENT.get(at);
      if (slot != null && slot.statement.session() == session) {
        RECENT.compareAndSet(at, slot, null);
      }
    }
    ALL.values().removeIf(statement -> statement.session() == session);
  }
}
