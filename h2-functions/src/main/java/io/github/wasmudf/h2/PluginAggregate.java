package io.github.wasmudf.h2;

import io.github.wasmudf.AggregateState;
import io.github.wasmudf.UdfAggregate;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import java.sql.Connection;
import java.sql.SQLException;
import org.h2.api.Aggregate;
import org.h2.value.Value;
import org.h2.value.ValueToObjectConverter;
import org.jspecify.annotations.Nullable;

/**
 * One group of rows on its way through a plugin's aggregate. H2 makes one for each group, and for
 * each frame of a window that slides; it never says when it is done with one.
 *
 * <p>A row with NULL for the plugin's name counts for nothing; one with a NULL input is not passed
 * on. A group without any row has no name either, and so no result but NULL. Every failure is a
 * {@code SQLException} with a SQLSTATE of {@link UdfError}.
 */
abstract class PluginAggregate implements Aggregate {
  private static final int ARGUMENTS = 2;

  private @Nullable Connection connection;
  private @Nullable H2Session session;
  private @Nullable AggregateState state;
  private String name = "";

  @Override
  public final void init(Connection ofStatement) {
    connection = ofStatement;
  }

  @Override
  public final int getInternalType(int[] types) throws SQLException {
    if (types.length != ARGUMENTS) {
      throw SqlErrors.translate(
          new UdfException(
              UdfError.BAD_OPTION, "it takes the plugin's name and an input, not " + types.length));
    }
    return resultType();
  }

  /** H2's number of the result's type. */
  abstract int resultType();

  /** The aggregate of a plugin, so that it is counted as ours. */
  abstract UdfAggregate aggregate(H2Session of, String plugin);

  /** What the group came to. */
  abstract @Nullable Object result(AggregateState of);

  @Override
  public final void add(Object row) throws SQLException {
    @Nullable Object[] values = (Object[]) row;
    Object plugin = values[0];
    if (plugin == null) {
      return;
    }
    try {
      AggregateState group = state(plugin.toString());
      Object input = values[1];
      if (input != null) {
        add(group, input);
      }
    } catch (RuntimeException | Error failed) {
      throw SqlErrors.translate(failed);
    }
  }

  private AggregateState state(String plugin) throws SQLException {
    AggregateState present = state;
    if (present == null) {
      H2Session entered = H2Session.of(connected());
      present = aggregate(entered, plugin).open(entered.aggregatingStatement());
      session = entered;
      name = plugin;
      state = present;
    } else if (!plugin.equals(name)) {
      throw new UdfException(
          UdfError.BAD_OPTION,
          "the rows of one group name two plugins, " + name + " and " + plugin);
    }
    return present;
  }

  private Connection connected() {
    if (connection == null) {
      throw new IllegalStateException("H2 has not said whose aggregate it is");
    }
    return connection;
  }

  private void add(AggregateState group, Object input) {
    if (input instanceof byte[] bytes) {
      group.add(AggregateState.Form.BINARY, bytes);
      return;
    }
    group.add(
        input instanceof java.sql.Blob ? AggregateState.Form.BINARY : AggregateState.Form.TEXT,
        bytes(input));
  }

  private byte[] bytes(Object input) {
    H2Session of = session;
    if (of == null) {
      throw new IllegalStateException("no row was added");
    }
    try {
      Value value = ValueToObjectConverter.objectToValue(of.session(), input, Value.UNKNOWN);
      return SqlValues.textBytes(value, of);
    } catch (UdfException unusable) {
      throw unusable.about("plugin " + name);
    }
  }

  @Override
  public final @Nullable Object getResult() throws SQLException {
    AggregateState group = state;
    if (group == null) {
      return null;
    }
    try {
      return result(group);
    } catch (RuntimeException | Error failed) {
      throw SqlErrors.translate(failed);
    }
  }
}
