package io.github.wasmudf.calcite;

import io.github.wasmudf.AggregateState;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import java.sql.Blob;
import org.apache.calcite.DataContext;
import org.apache.calcite.avatica.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * One group of rows on its way through a plugin's aggregate. Code that Calcite generates makes one
 * for each group, and for each frame of a window that slides, and calls these methods; applications
 * use SQL ({@code WASM_AGGREGATE}).
 *
 * <p>A row with NULL for the plugin's name counts for nothing; one with a NULL input is not passed
 * on. A group without any row has no name either, and so no result but NULL.
 */
public final class AggregateGroup {
  private final DataContext root;
  private final boolean asText;
  private @Nullable RunningStatement statement;
  private @Nullable AggregateState state;
  private String name = "";

  /**
   * A group without rows.
   *
   * @param asText what it will be asked for; decides which function counts its rows
   */
  public AggregateGroup(DataContext root, boolean asText) {
    this.root = root;
    this.asText = asText;
  }

  /** One row. */
  public void add(@Nullable String plugin, @Nullable Object input) {
    if (plugin == null) {
      return;
    }
    try {
      RunningStatement running = statement();
      synchronized (running.session()) {
        AggregateState group = state(running, plugin);
        if (input != null) {
          group.add(form(input), bytes(running, input));
        }
      }
    } catch (RuntimeException | Error failed) {
      throw SqlErrors.raise(failed);
    }
  }

  private RunningStatement statement() {
    RunningStatement known = statement;
    if (known == null) {
      known = RunningStatements.of(root);
      statement = known;
    }
    return known;
  }

  private AggregateState state(RunningStatement running, String plugin) {
    running.goesOn();
    AggregateState present = state;
    if (present == null) {
      present = running.openGroup(plugin, asText);
      name = plugin;
      state = present;
    } else if (!plugin.equals(name)) {
      throw new UdfException(
          UdfError.BAD_OPTION,
          "the rows of one group name two plugins, " + name + " and " + plugin);
    }
    return present;
  }

  private static AggregateState.Form form(Object input) {
    return input instanceof ByteString || input instanceof byte[] || input instanceof Blob
        ? AggregateState.Form.BINARY
        : AggregateState.Form.TEXT;
  }

  private byte[] bytes(RunningStatement running, Object input) {
    try {
      return SqlValues.bytes(input, running.session().policy());
    } catch (UdfException unusable) {
      throw unusable.about("plugin " + name);
    }
  }

  /** What the group came to, or null for NULL. */
  public @Nullable String text() {
    AggregateState group = state;
    if (group == null) {
      return null;
    }
    try {
      RunningStatement running = statement();
      synchronized (running.session()) {
        running.goesOn();
        return group.text();
      }
    } catch (RuntimeException | Error failed) {
      throw SqlErrors.raise(failed);
    }
  }

  /** What the group came to, or null for NULL. */
  public @Nullable ByteString bytes() {
    AggregateState group = state;
    if (group == null) {
      return null;
    }
    try {
      RunningStatement running = statement();
      synchronized (running.session()) {
        running.goesOn();
        byte[] bytes = group.bytes();
        return bytes == null ? null : new ByteString(bytes);
      }
    } catch (RuntimeException | Error failed) {
      throw SqlErrors.raise(failed);
    }
  }
}
