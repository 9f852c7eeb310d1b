package io.github.wasmudf;

import io.github.wasmudf.catalog.CreatedFunction;
import io.github.wasmudf.catalog.PluginRecord;
import org.jspecify.annotations.Nullable;

/**
 * A created table function, resolved for one session: values in, rows out. Used by the session's
 * one thread.
 *
 * <p>Every exception, also of its rows, is a {@link UdfException} that names the plugin and the
 * function; afterwards the next call is as good as the first.
 */
public final class TypedTable {
  private final CreatedFunction created;
  private final PluginRecord plugin;
  private final TableCall call;
  private final CallParameters parameters;
  private final ArgumentEncoder encoder;
  private final RowShape shape;

  TypedTable(CreatedFunction created, PluginRecord plugin, TableCall call) {
    Signature signature = created.declaration().signature();
    String text = created.declaration().parameters();
    this.created = created;
    this.plugin = plugin;
    this.call = call;
    this.parameters = text == null ? CallParameters.NONE : CallParameters.of(text);
    this.encoder = ArgumentEncoder.of(created.declaration(), call.takesPorts());
    this.shape = RowShape.of(signature.columns());
  }

  /** What this resolves. */
  public CreatedFunction created() {
    return created;
  }

  /** How messages call it: with its plugin. */
  public String label() {
    return label(created, plugin);
  }

  static String label(CreatedFunction created, PluginRecord plugin) {
    return plugin.label() + ": " + created.label();
  }

  /**
   * One call. The caller closes what it answers.
   *
   * @param arguments as many as the signature has, each null or of its type's {@linkplain
   *     SqlType.Kind#javaClass class}; not changed; not kept
   * @return null where a NULL among them makes that there are no rows
   */
  public @Nullable UdfRows rows(@Nullable Object... arguments) {
    return TypedFunction.hasNull(arguments)
        ? null
        : call.rows(parameters, encoded(arguments), shape);
  }

  private byte[] encoded(@Nullable Object[] arguments) {
    try {
      return encoder.encode(arguments);
    } catch (UdfException refused) {
      call.counter().count(0, refused.error(), 0);
      throw created.declaration().errors().hidden(refused.about(label()), label());
    } catch (OutOfMemoryError exhausted) {
      call.counter().count(0, UdfError.MEMORY_LIMIT, 0);
      throw UdfException.noHeap(exhausted).about(label());
    }
  }

  CallStatistics statistics(String user) {
    return CallStatistics.of(plugin, created.name(), user, call.counter(), true);
  }
}
