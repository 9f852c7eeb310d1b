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
  private final PluginExport export;
  private final PluginCalls calls;
  private final CallParameters parameters;
  private final ArgumentEncoder encoder;
  private final ResultDecoder decoder;
  private final boolean calledOnNull;
  private final CallCounter counter = new CallCounter();

  TypedFunction(
      CreatedFunction created, PluginRecord plugin, PluginExport export, PluginCalls calls) {
    String text = created.declaration().parameters();
    Signature signature = created.declaration().signature();
    this.created = created;
    this.plugin = plugin;
    this.export = export;
    this.calls = calls;
    this.parameters = text == null ? CallParameters.NONE : CallParameters.of(text);
    this.encoder = ArgumentEncoder.of(signature);
    this.decoder = ResultDecoder.of(signature.result());
    this.calledOnNull = signature.calledOnNull();
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
    byte[] input = encoded(arguments);
    return decoded(calls.call(counter, export, parameters, input, decoder.takesText()));
  }

  private static boolean hasNull(@Nullable Object[] arguments) {
    for (Object argument : arguments) {
      if (argument == null) {
        return true;
      }
    }
    return false;
  }

  private byte[] encoded(@Nullable Object[] arguments) {
    try {
      return encoder.encode(arguments);
    } catch (UdfException refused) {
      counter.count(0, true, 0);
      throw refused.about(label());
    } catch (OutOfMemoryError exhausted) {
      counter.count(0, true, 0);
      throw noHeap(exhausted);
    }
  }

  private @Nullable Object decoded(Object answer) {
    try {
      return decoder.decode(answer);
    } catch (UdfException refused) {
      counter.refused();
      throw refused.about(label());
    } catch (OutOfMemoryError exhausted) {
      counter.refused();
      throw noHeap(exhausted);
    }
  }

  private UdfException noHeap(OutOfMemoryError exhausted) {
    return new UdfException(
        UdfError.MEMORY_LIMIT, label() + ": the Java heap is too small", exhausted);
  }

  /** How messages call it: with its plugin. */
  public String label() {
    return plugin.label() + ": " + created.label();
  }

  CallStatistics statistics(String user) {
    return CallStatistics.of(plugin, created.name(), user, counter, false);
  }
}
