package io.github.wasmudf;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wasmudf.catalog.PluginRecord;
import io.github.wasmudf.engine.ModuleImage;
import io.github.wasmudf.testing.Guests;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Functions that the JVM's compiler does not take: told, and given to wasmtime by {@code auto}. */
@Timeout(60)
class LargeFunctionTest {
  private static final String INPUT =
      "(i64.or (i64.shl (i64.extend_i32_u (local.get 0)) (i64.const 32))"
          + " (i64.extend_i32_u (local.get 1)))";

  @RegisterExtension final OwnRuntime runtime = new OwnRuntime();

  /** A plugin that answers its input, with a function of so many statements of ten bytes. */
  private static byte[] module(int statements) {
    return Guests.wat(
        """
        (module
          (memory (export "memory") 1)
          (func (export "alloc") (param i32) (result i32) (i32.const 1024))
          (func $parse (export "parse") %s)
          (func (export "transform") (param i32 i32) (result i64) (call $parse) %s))
        """
            .formatted(
                "(i32.store (i32.const 0) (i32.load (i32.const 4)))".repeat(statements), INPUT));
  }

  private static UdfFunction function(UdfSession session, byte[] module) {
    PluginRecord plugin = new PluginRecord("p", 1, ModuleImage.of(module).sha256(), "{}");
    return session.function(plugin, record -> module.clone());
  }

  @ParameterizedTest
  @CsvSource({"300, false", "700, true", "2000, true", "6000, true"})
  void endive_namesThem(int statements, boolean isTooLarge) {
    PluginInspection found = runtime.session("endive").inspect("p", module(statements), "{}");
    assertThat(found.engine()).isEqualTo("endive");
    assertThat(found.note())
        .isEqualTo(
            isTooLarge
                ? "too large for the compiler of engine endive, and slow there: parse"
                : null);
  }

  @Test
  void wasmtime_hasNone() {
    assertThat(runtime.session("wasmtime").inspect("p", module(6_000), "{}").note()).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "300, endive, auto: accepts the module first",
    "700, wasmtime, 'auto: too large for the compiler of engine endive, and slow there: parse'",
    "2000, wasmtime, 'auto: a function of 20,002 bytes is too large for the JVM''s compiler'",
    "6000, wasmtime, 'auto: a function of 60,002 bytes is too large for the JVM''s compiler'"
  })
  void auto_takesWhatCompilesThem_andSaysWhy(int statements, String engine, String reason) {
    UdfSession session = runtime.session("auto");
    UdfFunction plugin = function(session, module(statements));
    byte[] row = {'a', 'b'};
    assertThat(plugin.text(CallParameters.NONE, row)).isEqualTo("ab");
    assertThat(session.usage())
        .singleElement()
        .satisfies(
            usage -> {
              assertThat(usage.engine()).isEqualTo(engine);
              assertThat(usage.reason()).isEqualTo(reason);
            });
    PluginInspection found = session.inspect("p", module(statements), "{}");
    assertThat(found.engine()).isEqualTo(engine);
    assertThat(found.note()).isEqualTo(engine.equals("endive") ? null : reason);
  }

  /** A plugin that answers its input, with so many functions more, none of them large. */
  private static byte[] many(int functions) {
    return Guests.wat(
        """
        (module
          (memory (export "memory") 1)
          (func (export "alloc") (param i32) (result i32) (i32.const 1024))
          (func (export "transform") (param i32 i32) (result i64) %s)
          %s)
        """
            .formatted(
                INPUT,
                ("(func (param i64) (result i64) (local.get 0)"
                        + "(i64.mul (i64.const 1000003))".repeat(12)
                        + ")")
                    .repeat(functions)));
  }

  @ParameterizedTest
  @CsvSource({
    "10, endive, auto: accepts the module first",
    "600, wasmtime, auto: compiles a module of this size in less time"
  })
  void auto_ofMuchCode_startsOnTheEngineThatCompilesSooner(
      int functions, String engine, String reason) {
    UdfSession session = runtime.session("auto");
    UdfFunction plugin = function(session, many(functions));
    assertThat(plugin.text(CallParameters.NONE, new byte[] {'a', 'b'})).isEqualTo("ab");
    assertThat(session.usage())
        .singleElement()
        .satisfies(
            usage -> {
              assertThat(usage.engine()).isEqualTo(engine);
              assertThat(usage.reason()).isEqualTo(reason);
            });
    assertThat(session.inspect("p", many(functions), "{}").note()).isNull();
  }
}
