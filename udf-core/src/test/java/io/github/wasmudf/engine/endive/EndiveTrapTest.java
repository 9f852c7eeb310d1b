package io.github.wasmudf.engine.endive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.wasmudf.Limits;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.engine.CompiledModule;
import io.github.wasmudf.engine.ModuleImage;
import io.github.wasmudf.engine.WasiAccess;
import io.github.wasmudf.engine.WasmInstance;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Every kind of trap, in a compiled and in an interpreted function. */
final class EndiveTrapTest {
  private record Trap(String words, String body) {}

  private static final List<Trap> TRAPS =
      List.of(
          new Trap("unreachable", "unreachable"),
          new Trap("out of bounds memory access", "(drop (i32.load (i32.const 65533)))"),
          new Trap("out of bounds memory access", "(drop (i32.load (i32.const -1)))"),
          new Trap(
              "out of bounds memory access", "(drop (i64.load offset=4294967295 (i32.const 8)))"),
          new Trap("out of bounds memory access", "(i32.store8 (i32.const 65536) (i32.const 1))"),
          new Trap(
              "out of bounds memory access",
              "(memory.fill (i32.const 65530) (i32.const 1) (i32.const 7))"),
          new Trap(
              "out of bounds memory access",
              "(memory.copy (i32.const 0) (i32.const 65530) (i32.const 7))"),
          new Trap(
              "out of bounds memory access",
              "(memory.init $d (i32.const 0) (i32.const 3) (i32.const 4))"),
          new Trap("undefined element", "(call_indirect (type $v) (i32.const 7))"),
          new Trap("undefined element", "(drop (table.get $t (i32.const 7)))"),
          new Trap(
              "undefined element", "(table.fill $t (i32.const 2) (ref.null func) (i32.const 9))"),
          new Trap("uninitialized element", "(call_indirect (type $v) (i32.const 1))"),
          new Trap("indirect call type mismatch", "(drop (call_indirect (type $i) (i32.const 0)))"),
          new Trap("integer overflow", "(drop (i32.div_s (i32.const -2147483648) (i32.const -1)))"),
          new Trap("integer overflow", "(drop (i32.trunc_f32_s (f32.const 1e20)))"),
          new Trap("integer overflow", "(drop (i64.trunc_f64_u (f64.const -5)))"),
          new Trap("integer divide by zero", "(drop (i32.div_u (i32.const 1) (global.get $zero)))"),
          new Trap("integer divide by zero", "(drop (i32.rem_s (i32.const 1) (global.get $zero)))"),
          new Trap("integer divide by zero", "(drop (i64.div_s (i64.const 1) (i64.const 0)))"),
          new Trap("integer divide by zero", "(drop (i64.rem_u (i64.const 1) (i64.const 0)))"),
          new Trap("invalid conversion to integer", "(drop (i32.trunc_f64_s (f64.const nan)))"),
          new Trap("call stack exhausted", "(call $bad (local.get $case))"));

  private final EndiveEngine engine = new EndiveEngine();

  @AfterEach
  void noInstanceIsLeft() {
    assertThat(engine.liveInstances()).isZero();
  }

  @Test
  void saysTheSpecificationsWords_compiled() {
    assertTraps("", " in function bad");
  }

  @Test
  void saysTheSpecificationsWords_interpreted() {
    // Endive interprets a function whose bytecode passes 64 KiB.
    String filler =
        EndiveOnlyTest.repeat(
            5_000,
            i -> "(global.set $zero (i32.mul (global.get $zero) (i32.const %d)))".formatted(i));
    // The interpreter's frames name nobody, and a stack trace holds no more than 1,024 of them.
    assertTraps(filler, "");
  }

  private void assertTraps(String more, String whereTheStackEnds) {
    String cases =
        EndiveOnlyTest.repeat(
            TRAPS.size(),
            i ->
                "(if (i32.eq (local.get $case) (i32.const %d)) (then %s))"
                    .formatted(i, TRAPS.get(i).body()));
    String wat =
        """
        (module (memory 1) (data $d "abcd") (table $t 3 funcref) (elem (i32.const 0) $nothing)
          (type $v (func)) (type $i (func (result i32)))
          (global $zero (mut i32) (i32.const 0))
          (func $nothing)
          (func $bad (export "bad") (param $case i32) %s %s)
          (func (export "f") (param i32) (call $bad (local.get 0))))"""
            .formatted(cases, more);
    try (CompiledModule module = compile(EndiveOnlyTest.wasm(wat))) {
      for (int i = 0; i < TRAPS.size(); i++) {
        Trap trap = TRAPS.get(i);
        boolean endless = trap.words().equals("call stack exhausted");
        String where = endless ? whereTheStackEnds : " in function bad";
        assertTraps(module, i, "trap: " + trap.words() + where);
      }
    }
  }

  private static void assertTraps(CompiledModule module, int number, String expected) {
    try (WasmInstance instance = module.instantiate(Limits.DEFAULT, WasiAccess.NONE)) {
      assertThatThrownBy(() -> instance.call("f", number))
          .as(TRAPS.get(number).body())
          .isInstanceOf(UdfException.class)
          .hasMessage(expected)
          .hasNoCause()
          .extracting(e -> ((UdfException) e).error())
          .isEqualTo(UdfError.TRAP);
      assertThat(instance.isUsable()).isFalse();
    }
  }

  @Test
  void namesTheFunction_fromTheNameSectionOrByItsIndex() {
    byte[] unnamed =
        EndiveOnlyTest.wasm("(module (func unreachable) (func (export \"f\") call 0))");
    assertThatThrownBy(() -> call(unnamed)).hasMessage("trap: unreachable in function #0");

    byte[] section = {0, 12, 4, 'n', 'a', 'm', 'e', 1, 5, 1, 0, 2, 'm', 'e'};
    byte[] named = Arrays.copyOf(unnamed, unnamed.length + section.length);
    System.arraycopy(section, 0, named, unnamed.length, section.length);
    assertThatThrownBy(() -> call(named)).hasMessage("trap: unreachable in function me");
  }

  @Test
  void trapsWhileItIsLaidOut() {
    assertStartTraps(
        "trap: out of bounds memory access while its data is laid out",
        "(module (memory 1) (data (i32.const 65535) \"ab\"))");
    assertStartTraps(
        "trap: undefined element while its tables are filled",
        "(module (table 1 funcref) (func) (elem (i32.const 1) 0))");
    assertStartTraps(
        "trap: unreachable in function #0", "(module (func $s unreachable) (start $s))");
  }

  private void assertStartTraps(String message, String wat) {
    try (CompiledModule module = compile(EndiveOnlyTest.wasm(wat))) {
      assertThatThrownBy(() -> module.instantiate(Limits.DEFAULT, WasiAccess.NONE).close())
          .isInstanceOf(UdfException.class)
          .hasMessage(message);
    }
  }

  @Test
  void survivesExhaustedStacks_onThreadsOfAnySize() throws InterruptedException {
    try (CompiledModule module =
        compile(EndiveOnlyTest.wasm("(module (func $f (export \"f\") (call $f)))"))) {
      for (int kib : new int[] {256, 512, 1024, 4096}) {
        String[] message = {""};
        Runnable code = () -> message[0] = failureOf(module);
        Thread thread = new Thread(null, code, "small-stack", kib << 10);
        thread.start();
        thread.join();
        assertThat(message[0]).isEqualTo("trap: call stack exhausted in function f");
      }
    }
  }

  private static String failureOf(CompiledModule module) {
    try (WasmInstance instance = module.instantiate(Limits.DEFAULT, WasiAccess.NONE)) {
      instance.call("f");
      return "";
    } catch (UdfException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private void call(byte[] bytes) {
    try (CompiledModule module = compile(bytes);
        WasmInstance instance = module.instantiate(Limits.DEFAULT, WasiAccess.NONE)) {
      instance.call("f");
    }
  }

  private CompiledModule compile(byte[] bytes) {
    return engine.compile(ModuleImage.of(bytes), Limits.DEFAULT);
  }
}
