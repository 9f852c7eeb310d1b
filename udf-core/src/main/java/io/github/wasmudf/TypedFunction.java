package io.github.wasmudf;

import io.github.wasmudf.abi.PluginExport;
import io.github.wasmudf.catalog.CreatedFunction;
import io.github.wasmudf.catalog.DeclaredFunction;
import io.github.wasmudf.catalog.ErrorRule;
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
  private final UdfFunction plugin;
  private final TypedCall call;
  private final boolean calledOnNull;
  private final CallCounter counter = new CallCounter();

  private TypedFunction(CreatedFunction created, UdfFunction plugin, TypedCall call) {
    this.created = created;
    this.plugin = plugin;
    this.call = call;
    this.calledOnNull = created.declaration().signature().calledOnNull();
  }

  /** One whose values travel as bytes. */
  static TypedFunction ofBytes(
      CreatedFunction created, UdfFunction plugin, PluginExport export, PluginCalls calls) {
    String text = created.declaration().parameters();
    CallParameters parameters = text == null ? CallParameters.NONE : CallParameters.of(text);
    TypedCall call =
        new EncodedCall(label(created, plugin), created.declaration(), parameters, export, calls);
    return new TypedFunction(created, plugin, call);
  }

  /** One whose values are numbers. */
  static TypedFunction ofNumbers(
      CreatedFunction created, UdfFunction plugin, NumericFunction function) {
    DeclaredFunction declared = created.declaration();
    boolean isList = declared.signature().result().kind().isList();
    return new TypedFunction(created, plugin, new NumericCall(function, isList, declared.errors()));
  }

  /** What this resolves. */
  public CreatedFunction created() {
    return created;
  }

  /** As {@link UdfFunction#isRepeatable}. */
  public boolean isRepeatable() {
    return plugin.isRepeatable();
  }

  /**
   * What becomes of an answer that the database has no value for; counts it as failed.
   *
   * @param refused why it has none
   * @return null where the result is NULL then, or what to throw
   */
  public @Nullable UdfException unusable(UdfException refused) {
    ErrorRule errors = created.declaration().errors();
    counter.refused(refused.error());
    return errors.forgives(refused) ? null : errors.hidden(refused.about(label()), label());
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
    try {
      return call.call(counter, arguments);
    } catch (UdfException failed) {
      if (created.declaration().errors().forgives(failed)) {
        return null;
      }
      throw failed;
    }
  }

  /** Room for at most so many rows that are called together. */
  public TypedBatch batch(int capacity) {
    return call.batch(counter, calledOnNull, capacity);
  }

  static boolean hasNull(@Nullable Object[] arguments) {
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

  private static String label(CreatedFunction created, UdfFunction plugin) {
    return plugin.plugin().label() + ": " + created.label();
  }

  CallStatistics statistics(String user) {
    return CallStatistics.of(plugin.plugin(), created.name(), user, counter, false);
  }
}
