package io.github.wasmudf.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.wasmudf.CancelSignal;
import io.github.wasmudf.Limits;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.testing.Guests;
import java.text.MessageFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EnginesTest {
  private final ModuleImage image = ModuleImage.of(Guests.echo());

  /** An engine whose state is forced: the real ones cannot be made to fail at will. */
  private record Forced(
      String name, @Nullable String unavailable, boolean accepts, List<String> interpreted)
      implements WasmEngine {
    Forced(String name, @Nullable String unavailable, boolean accepts) {
      this(name, unavailable, accepts, List.of());
    }

    @Override
    public CompiledModule compile(ModuleImage image, Limits limits) {
      if (!accepts) {
        throw new UdfException(UdfError.INVALID_MODULE, name + " has no SIMD");
      }
      return new CompiledModule() {
        @Override
        public WasmInstance instantiate(
            Limits instanceLimits,
            WasiAccess wasi,
            GuestImports imports,
            HostFunctions host,
            CancelSignal signal) {
          throw new UnsupportedOperationException();
        }

        @Override
        public List<String> interpretedFunctions() {
          return interpreted;
        }

        @Override
        public ModuleOutline outline() {
          return image.outline();
        }

        @Override
        public void close() {}
      };
    }

    @Override
    public long liveInstances() {
      return 0;
    }
  }

  /** An engine that nobody may ask. */
  private static final class Untouched implements WasmEngine {
    @Override
    public String name() {
      return "wasmtime";
    }

    @Override
    public String unavailable() {
      throw new IllegalStateException("would have been loaded");
    }

    @Override
    public CompiledModule compile(ModuleImage image, Limits limits) {
      throw new IllegalStateException("would have been loaded");
    }

    @Override
    public long liveInstances() {
      return 0;
    }
  }

  private static Engines engines(WasmEngine... engines) {
    return new Engines(List.of(engines));
  }

  private String chosen(Engines engines, String choice) {
    return choose(engines, choice).use().engine();
  }

  private Engines.Chosen<Engines.Compiled> choose(Engines engines, String choice) {
    return engines.choose(
        choice, image.outline(), true, engine -> Engines.compile(engine, image, Limits.DEFAULT));
  }

  @Test
  void auto_bothWork_takesEndive() {
    Engines both = engines(new Forced("wasmtime", null, true), new Forced("endive", null, true));

    assertThat(chosen(both, "auto")).isEqualTo("endive");
    assertThat(chosen(both, "wasmtime")).isEqualTo("wasmtime");
  }

  @Test
  void auto_endiveTakesTheModule_wasmtimeIsNotLoaded() {
    Engines both = engines(new Untouched(), new Forced("endive", null, true));

    assertThat(chosen(both, "auto")).isEqualTo("endive");
    assertThat(both.other("endive")).isEqualTo("wasmtime");
  }

  @Test
  void auto_endiveWouldInterpretFunctions_takesWasmtimeWhereThatAcceptsTheModule() {
    List<String> five = List.of("a", "b", "c", "d", "e");
    Forced slow = new Forced("endive", null, true, five);

    var chosen = choose(engines(slow, new Forced("wasmtime", null, true)), "auto");
    assertThat(chosen.use().engine()).isEqualTo("wasmtime");
    assertThat(chosen.reason())
        .isEqualTo(
            "auto: too large for the compiler of engine endive, and slow there: a, b, c and 2 more");
    for (Engines others :
        List.of(
            engines(slow, new Forced("wasmtime", null, false)),
            engines(slow, new Forced("wasmtime", "no native library", true)),
            engines(slow))) {
      assertThat(choose(others, "auto").use().engine()).isEqualTo("endive");
      assertThat(choose(others, "auto").isForSpeed()).isFalse();
    }
    assertThat(chosen(engines(slow, new Forced("wasmtime", null, true)), "endive"))
        .isEqualTo("endive");
  }

  @Test
  void auto_endiveDoesNotAcceptTheModule_takesWasmtime() {
    Engines both = engines(new Forced("wasmtime", null, true), new Forced("endive", null, false));

    assertThat(chosen(both, "auto")).isEqualTo("wasmtime");
    assertThatThrownBy(() -> chosen(both, "endive")).hasMessageContaining("no SIMD");
  }

  @Test
  void auto_noneAcceptsTheModule_saysWhatEachSays() {
    Engines both = engines(new Forced("wasmtime", null, false), new Forced("endive", null, false));

    assertThatThrownBy(() -> chosen(both, "auto"))
        .hasMessageContaining("endive has no SIMD")
        .hasMessageContaining("wasmtime has no SIMD");
  }

  @Test
  void auto_nativeLibraryCannotLoad_saysSoOnceAndUsesEndive() {
    Engines engines =
        engines(
            new Forced("wasmtime", "no native library for this platform", true),
            new Forced("endive", null, true, List.of("large")));
    List<String> messages = new ArrayList<>();
    Logger logger = Logger.getLogger(Engines.class.getName());
    Handler handler = collectingInto(messages);
    logger.addHandler(handler);
    try {
      assertThat(chosen(engines, "auto")).isEqualTo("endive");
      assertThat(chosen(engines, "auto")).isEqualTo("endive");
    } finally {
      logger.removeHandler(handler);
    }

    assertThat(messages)
        .containsExactly("engine wasmtime is not used: no native library for this platform");
  }

  private static Handler collectingInto(List<String> messages) {
    return new Handler() {
      @Override
      public void publish(LogRecord record) {
        messages.add(MessageFormat.format(record.getMessage(), record.getParameters()));
      }

      @Override
      public void flush() {}

      @Override
      public void close() {}
    };
  }

  @Test
  void named_cannotRunHere_saysWhy() {
    Engines engines = engines(new Forced("wasmtime", "no native library", true));

    assertThatThrownBy(() -> chosen(engines, "wasmtime"))
        .isInstanceOfSatisfying(
            UdfException.class, e -> assertThat(e.error()).isEqualTo(UdfError.BAD_OPTION))
        .hasMessageContaining("wasmtime: no native library");
    assertThatThrownBy(() -> chosen(engines(), "auto"))
        .hasMessageContaining("no engine is on the class path");
  }
}
