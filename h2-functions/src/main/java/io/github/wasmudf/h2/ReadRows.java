package io.github.wasmudf.h2;

import io.github.wasmudf.UdfException;
import io.github.wasmudf.UdfRows;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.h2.engine.SessionLocal;
import org.jspecify.annotations.Nullable;

/**
 * The rows that the statements of one session read. H2 does not close what a table function
 * answers: a statement that needs no more rows, or fails, just forgets them. With autocommit the
 * commit behind it tells; without, that of the transaction, unless somebody collects them before.
 * Used under H2's own lock of the session.
 */
final class ReadRows {
  private static final StackWalker STACK = StackWalker.getInstance();

  /** What H2 calls functions through. */
  private static final String FUNCTION = "org.h2.schema.FunctionAlias";

  /** A CALL of a table function, whose rows become the result. */
  private static final String CALL = "org.h2.command.dml.Call";

  private final SessionLocal session;

  /** Weakly: forgotten rows are to be collected. */
  private final Set<UdfRows> rows = Collections.newSetFromMap(new WeakHashMap<>());

  ReadRows(SessionLocal session) {
    this.session = session;
  }

  /**
   * The rows one by one; they are closed when their statement ends. Those of a result that H2 makes
   * while it is read live longer than their statement, and nobody says how long: they are closed
   * behind the last one, or when they are collected.
   */
  Supplier<@Nullable Object @Nullable []> add(UdfRows read) {
    if (!session.isLazyQueryExecution() && !isWithin(CALL::equals)) {
      rows.add(read);
    }
    return read::next;
  }

  /**
   * A transaction has ended, and with it the statement that reads. A function that commits ends
   * nothing, for the statement around it goes on.
   */
  void committed() {
    if (!rows.isEmpty() && !isWithin(name -> name.startsWith(FUNCTION))) {
      List<UdfRows> ended = List.copyOf(rows);
      rows.clear();
      ended.forEach(ReadRows::close);
    }
  }

  private static boolean isWithin(Predicate<String> type) {
    return STACK.walk(frames -> frames.anyMatch(frame -> type.test(frame.getClassName())));
  }

  private static void close(UdfRows ended) {
    try {
      ended.close();
    } catch (UdfException cancelled) {
      // The statement that was to be cancelled has ended.
    }
  }
}
