package io.github.wasmudf.h2;

import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.h2.engine.SessionLocal;
import org.jspecify.annotations.Nullable;

/**
 * What one session was told about the columns of table functions.
 *
 * <p>H2 asks for columns when it plans a query, and takes the rows as they come when it runs it.
 * For a query of its own both happen together. The plan of a view is kept, and a plugin's manifest
 * may name other columns by then; H2 would show its values under the wrong columns.
 */
final class ToldColumns {
  private static final int KEPT = 1_000;

  /** A call, as far as its columns depend on it. */
  private record Call(String name, @Nullable String argument) {}

  private final SessionLocal session;
  private final Map<Call, Object> told =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Call, Object> eldest) {
          return size() > KEPT;
        }
      };

  ToldColumns(SessionLocal session) {
    this.session = session;
  }

  /**
   * H2 plans with these.
   *
   * @param name of the plugin, or of the function
   * @param argument on which the columns depend beside it
   * @param shape equal for equal columns
   */
  void tell(String name, @Nullable String argument, Object shape) {
    Object before = told.put(new Call(name, argument), shape);
    if (before != null && !before.equals(shape)) {
      planAnew();
    }
  }

  /**
   * Checks that this shape is what H2 has planned with.
   *
   * @throws UdfException {@code BAD_RESULT} when they are not; the next attempt is planned anew
   */
  void require(String name, @Nullable String argument, Object shape) {
    Object planned = told.get(new Call(name, argument));
    if (planned != null && !planned.equals(shape)) {
      planAnew();
      throw new UdfException(
          UdfError.BAD_RESULT,
          "the columns of the rows have changed since this query was planned; run it again,"
              + " and where a view is older than the change, create it again");
    }
  }

  private void planAnew() {
    session.clearViewIndexCache();
    session.getDatabase().getNextModificationMetaId();
  }
}
