package io.github.wasmudf;

import io.github.wasmudf.catalog.CreatedFunction;
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
  private final String export;
  private final byte[] head;
  private final ArgumentEncoder encoder;
  private final ResultDecoder decoder;
  private final boolean calledOnNull;
  private final CallCounter counter = new CallCounter();

  TypedFunction(CreatedFunction created, UdfFunction plugin) {
    String parameters = created.declaration().parameters();
    Signature signature = created.declaration().signature();
    this.created = created;
    this.plugin = plugin;
    this.export = created.declaration().export();
    this.head = (parameters == null ? CallParameters.NONE : CallParameters.of(parameters)).header();
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
    long began = counter.begin();
    try {
      Object answer = plugin.answer(export, head, encoded(arguments), decoder.takesText());
      Object result = decoded(answer);
      counter.end(began);
      return result;
    } catch (UdfException failed) {
      counter.failed();
      throw failed;
    } catch (OutOfMemoryError exhausted) {
      counter.failed();
      throw new UdfException(
          UdfError.MEMORY_LIMIT, label() + ": the Java heap is too small", exhausted);
    }
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
      throw refused.about(label());
    }
  }

  private @Nullable Object decoded(Object answer) {
    try {
      return decoder.decode(answer);
    } catch (UdfException refused) {
      throw refused.about(label());
    }
  }

  /** How messages call it: with its plugin. */
  public String label() {
    return plugin.plugin().label() + ": " + created.label();
  }

  CallStatistics statistics(String user) {
    return CallStatistics.of(plugin.plugin(), created.name(), user, counter, false);
  }
}
