package io.github.wasmudf.h2;

import io.github.wasmudf.RowShape;
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
  private record Call(String name, @Nullable String parameters) {}

  private final SessionLocal session;
  private final Map<Call, RowShape> told =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Call, RowShape> eldest) {
          return size() > KEPT;
        }
      };

  ToldColumns(SessionLocal session) {
    this.session = session;
  }

  /** H2 plans with these. */
  void tell(String name, @Nullable String parameters, RowShape shape) {
    RowShape before = told.put(new Call(name, parameters), shape);
    if (before != null && !before.equals(shape)) {
      planAnew();
    }
  }

  /**
   * This shape, when it is what H2 has planned with.
   *
   * @throws UdfException {@code BAD_RESULT} when they are not; the next attempt is planned anew
   */
  RowShape require(String name, @Nullable String parameters, RowShape shape) {
    RowShape planned = told.get(new Call(name, parameters));
    if (planned != null && !planned.equals(shape)) {
      planAnew();
      throw new UdfException(
          UdfError.BAD_RESULT,
          "the columns of the plugin's rows have changed since this query was planned; run it again,"
              + " and where a view is older than the change, create it again");
    }
    return shape;
  }

  private void planAnew() {
    session.clearViewIndexCache();
    session.getDatabase().getNextModificationMetaId();
  }
}
