package io.github.wasmudf.calcite;

import io.github.wasmudf.CallParameters;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.UdfFunction;
import org.jspecify.annotations.Nullable;

/**
 * The parameters in a text; the last text's are kept, because rows repeat it. Under the session's
 * lock.
 */
final class LastParameters {
  private @Nullable String lastText;
  private boolean lastTextIsAny;
  private CallParameters last = CallParameters.NONE;

  /** For the export that a call which names none means; its errors name the plugin. */
  CallParameters of(UdfFunction function, @Nullable String text) {
    return of(function, text, text != null && function.takesAnyParameters());
  }

  /**
   * For any export; its errors name the plugin.
   *
   * @param anyText whether the export takes text that is not JSON, too
   */
  CallParameters of(UdfFunction function, @Nullable String text, boolean anyText) {
    if (text == null) {
      return CallParameters.NONE;
    }
    if (!text.equals(lastText) || anyText != lastTextIsAny) {
      try {
        last = CallParameters.of(text, anyText);
      } catch (UdfException unusable) {
        throw unusable.about(function.plugin().label());
      }
      lastText = text;
      lastTextIsAny = anyText;
    }
    return last;
  }
}
