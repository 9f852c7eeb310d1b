package io.github.wasmudf.engine;

import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.engine.Engines.Chosen;
import io.github.wasmudf.engine.Engines.Use;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The choice of an engine for one module, while engines are asked in turn. Used by one thread. */
final class EngineSelection<U extends Use> {
  private final Function<WasmEngine, U> compiler;
  private final boolean isSpeedAsked;
  private final List<UdfException> refusals = new ArrayList<>();
  private @Nullable U best;
  private String reason = "";
  private @Nullable String slowness;

  /**
   * No engine yet.
   *
   * @param isSpeedAsked whether an engine that would interpret functions is only second best
   */
  EngineSelection(Function<WasmEngine, U> compiler, boolean isSpeedAsked) {
    this.compiler = compiler;
    this.isSpeedAsked = isSpeedAsked;
  }

  /**
   * Has the next engine compile; answers whether none behind it need be asked.
   *
   * @param why it is asked now
   * @throws UdfException what is not about the module, unless another engine has accepted it
   */
  boolean isSettledBy(WasmEngine engine, String why) {
    U use = compiled(engine);
    if (use == null) {
      return false;
    }
    List<String> interpreted = use.module().interpretedFunctions();
    boolean isFast = !isSpeedAsked || interpreted.isEmpty();
    if (best == null) {
      best = use;
      reason = why;
    } else if (isFast) {
      best.close();
      best = use;
      reason = slowness == null ? why : slowness;
    } else {
      use.close();
    }
    if (!isFast && slowness == null) {
      slowness = "auto: " + Engines.interpreting(engine.name(), interpreted);
    }
    return isFast;
  }

  private @Nullable U compiled(WasmEngine engine) {
    try {
      return compiler.apply(engine);
    } catch (UdfException refused) {
      if (best == null && refused.error() != UdfError.INVALID_MODULE) {
        throw refused;
      }
      refusals.add(refused.about("engine " + engine.name()));
      return null;
    } catch (RuntimeException | Error broken) {
      if (best != null) {
        best.close();
      }
      throw broken;
    }
  }

  /**
   * What was chosen; null when no engine was asked.
   *
   * @throws UdfException what the engines said when none accepted the module
   */
  @Nullable Chosen<U> chosen() {
    if (best != null) {
      return new Chosen<>(best, reason);
    }
    if (refusals.isEmpty()) {
      return null;
    }
    throw refusals.size() == 1
        ? refusals.get(0)
        : new UdfException(
            UdfError.INVALID_MODULE,
            refusals.stream().map(Throwable::getMessage).collect(Collectors.joining("; ")),
            refusals.get(0));
  }
}
