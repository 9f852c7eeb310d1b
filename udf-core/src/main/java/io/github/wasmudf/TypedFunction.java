package io.github.wasmudf;

import io.github.wasmudf.abi.PluginExport;
import io.github.wasmudf.catalog.CreatedFunction;
import io.github.wasmudf.catalog.PluginRecord;
import org.jspecify.annotations.Nullable;

/**
 * A created function, resolved for one session: values in, a value out. How they travel was decided
 * when this was made. Used by the session's one thread.
 *
 * <p>Every exception is a {@link UdfException} that names the plugin and the function; afterwards
 * the next call is as good as the first.
 */
public final class TypedFunction {
  private final CreatedFunction created;
  private final PluginRecord plugin;
  private final TypedCall call;
  private final boolean calledOnNull;
  private final CallCounter counter = new CallCounter();

  private TypedFunction(CreatedFunction created, PluginRecord plugin, TypedCall call) {
    this.created = created;
    this.plugin = plugin;
    this.call = call;
    this.calledOnNull = created.declaration().signature().calledOnNull();
  }

  /** One whose values travel as bytes. */
  static TypedFunction ofBytes(
      CreatedFunction created, PluginRecord plugin, PluginExport export, PluginCalls calls) {
    String text = created.declaration().parameters();
    CallParameters parameters = text == null ? CallParameters.NONE : CallParameters.of(text);
    TypedCall call =
        new EncodedCall(
            label(created, plugin), created.declaration().signature(), parameters, export, calls);
    return new TypedFunction(created, plugin, call);
  }

  /** One whose values are numbers. */
  static TypedFunction ofNumbers(
      CreatedFunction created, PluginRecord plugin, NumericFunction function) {
    return new TypedFunction(created, plugin, new NumericCall(function));
  }

  /** What this resolves. */
  public CreatedFunction created() {
    return created;
  }

  /**
   * One row.
   *
   * @param arguments as many as the signature has, each null or of its type's {@linkplain
   *     SqlType.Kind#javaClass class}; not changed; not kept
   * @return of the result type's class, or null for NULL
   */
  public @Nullable Object call(@Nullable Object... arguments) {
    if (!calledOnNull && hasNull(arguments)) {
      return null;
    }
    return call.call(counter, arguments);
  }

  private static boolean hasNull(@Nullable Object[] arguments) {
    for (Object argument : arguments) {
      if (argument == null) {
        return true;
      }
    }
    return false;
  }

  /** How messages call it: with its plugin. */
  public String label() {
    return label(created, plugin);
  }

  private static String label(CreatedFunction created, PluginRecord plugin) {
    return plugin.label() + ": " + created.label();
  }

  CallStatistics statistics(String user) {
    return CallStatistics.of(plugin, created.name(), user, counter, false);
  }
}
