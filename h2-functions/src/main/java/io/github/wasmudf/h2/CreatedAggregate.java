package io.github.wasmudf.h2;

import static java.util.Objects.requireNonNull;

import io.github.wasmudf.TypedState;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import java.sql.Connection;
import java.sql.SQLException;
import org.h2.api.Aggregate;
import org.h2.jdbc.JdbcConnection;
import org.jspecify.annotations.Nullable;

/**
 * One group of rows on its way through a created aggregate. H2 makes those of generated classes,
 * whose name says which aggregate it is; applications use SQL ({@code SELECT
 * approx_count_distinct_of(x)}).
 */
public abstract class CreatedAggregate implements Aggregate {
  private static final ClassValue<AliasClass> NAMED =
      new ClassValue<>() {
        @Override
        protected AliasClass computeValue(Class<?> type) {
          return AliasClass.ofName(type.getName());
        }
      };

  private @Nullable JdbcConnection connection;
  private @Nullable BoundAggregate aggregate;
  private @Nullable TypedState state;

  /** For H2. */
  protected CreatedAggregate() {}

  private AliasClass named() {
    return NAMED.get(getClass());
  }

  private AliasClass.Overload overload() {
    return named().overloads().get(0);
  }

  @Override
  public final void init(Connection ofStatement) throws SQLException {
    connection = ofStatement.unwrap(JdbcConnection.class);
  }

  @Override
  public final int getInternalType(int[] types) throws SQLException {
    int due = overload().arguments().size();
    if (types.length != due) {
      throw SqlErrors.translate(
          new UdfException(
              UdfError.BAD_OPTION,
              "aggregate " + named().function() + " takes " + due + " arguments"));
    }
    return overload().value().h2Type();
  }

  private TypedState state() throws SQLException {
    TypedState present = state;
    if (present == null) {
      BoundAggregate bound =
          H2Session.of(connected())
              .createdAggregate(named().function(), overload().arguments().size());
      present = bound.open();
      aggregate = bound;
      state = present;
    }
    return present;
  }

  private JdbcConnection connected() {
    if (connection == null) {
      throw new IllegalStateException("H2 has not said whose aggregate it is");
    }
    return connection;
  }

  private BoundAggregate bound() {
    if (aggregate == null) {
      throw new IllegalStateException("there is no state yet");
    }
    return aggregate;
  }

  @Override
  public final void add(@Nullable Object row) throws SQLException {
    try {
      TypedState group = state();
      boolean isOne = overload().arguments().size() == 1;
      @Nullable Object[] values =
          isOne ? new @Nullable Object[] {row} : (@Nullable Object[]) requireNonNull(row);
      bound().add(group, values, connected());
    } catch (RuntimeException | Error failed) {
      throw SqlErrors.translate(failed);
    }
  }

  @Override
  public final @Nullable Object getResult() throws SQLException {
    try {
      TypedState group = state();
      return bound().result(group);
    } catch (RuntimeException | Error failed) {
      throw SqlErrors.translate(failed);
    }
  }
}
