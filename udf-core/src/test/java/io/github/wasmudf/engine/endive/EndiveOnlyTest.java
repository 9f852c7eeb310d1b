package io.github.wasmudf.engine.endive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.dylibso.chicory.wabt.Wat2Wasm;
import io.github.wasmudf.Limits;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.engine.BytesCall;
import io.github.wasmudf.engine.BytesProtocol;
import io.github.wasmudf.engine.CompiledModule;
import io.github.wasmudf.engine.ModuleImage;
import io.github.wasmudf.engine.WasiAccess;
import io.github.wasmudf.engine.WasmInstance;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What only this engine promises, or promises in another way than its sister. */
final class EndiveOnlyTest {
  private static final BytesProtocol PROTOCOL = new BytesProtocol("alloc", "transform", "dealloc");
  private static final byte[] EMPTY = {};

  private final EndiveEngine engine = new EndiveEngine();

  @AfterEach
  void noInstanceIsLeft() {
    assertThat(engine.liveInstances()).isZero();
  }

  @Test
  void isFoundAndAvailable() {
    assertThat(engine.name()).isEqualTo("endive");
    assertThat(engine.unavailable()).isNull();
  }

  @Test
  void answersAsPlainJavaDoes_onRandomInputs() {
    Random random = new Random(1);
    try (CompiledModule module = compile(transform(UPPER));
        WasmInstance instance = module.instantiate(Limits.DEFAULT, WasiAccess.NONE)) {
      BytesCall call = instance.bind(PROTOCOL);
      for (int i = 0; i < 20_000; i++) {
        byte[] head = bytes(random, random.nextInt(4) == 0 ? 9 : 0);
        byte[] data = bytes(random, random.nextInt(i % 100 == 0 ? 70_000 : 300));
        assertThat(call.call(head, data)).isEqualTo(upper(head, data));
      }
    }
  }

  private static byte[] bytes(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private static byte[] upper(byte[] head, byte[] data) {
    byte[] all = new byte[head.length + data.length];
    for (int i = 0; i < all.length; i++) {
      byte b = i < head.length ? head[i] : data[i - head.length];
      all[i] = b >= 'a' && b <= 'z' ? (byte) (b - 32) : b;
    }
    return all;
  }

  @Test
  void computesRight_whereAFunctionIsTooLargeToBeCompiledByTheJvm() {
    // 300 steps: more than the 8,000 bytecodes that the JIT accepts. 4,000 steps: more than the
    // 64 KiB that a method may have, so that Endive interprets it.
    assertThat(largeFunction(300)).isEqualTo(expectedOfLarge(300));
    assertThat(largeFunction(4_000)).isEqualTo(expectedOfLarge(4_000));
  }

  private long largeFunction(int steps) {
    String body =
        IntStream.range(0, steps)
            .mapToObj(
                i ->
                    ("(local.set 0 (i32.xor (i32.mul (local.get 0) (i32.const 31))"
                            + " (i32.add (i32.const %d) (i32.shr_u (local.get 0) (i32.const 7)))))")
                        .formatted(i * 7919))
            .collect(Collectors.joining("\n"));
    String text = "(module (func (export \"f\") (param i32) (result i32) %s (local.get 0)))";
    return (int) once(text.formatted(body), "f", 12345);
  }

  private static long expectedOfLarge(int steps) {
    int x = 12345;
    for (int i = 0; i < steps; i++) {
      x = (x * 31) ^ (i * 7919 + (x >>> 7));
    }
    return x;
  }

  @Test
  void refusesTailCalls_becauseNothingCouldEndThem() {
    String loop =
        "(func $loop (param i32 i32) (result i64) (return (call $loop (local.get 0) (local.get 1))))";
    byte[] module = withTailCall(wasm(transform("(i64.const 0)").replace("(;more;)", loop)));
    assertThatThrownBy(() -> engine.compile(ModuleImage.of(module), Limits.DEFAULT))
        .hasMessageContaining("tail calls")
        .extracting(failure -> ((UdfException) failure).error())
        .isEqualTo(UdfError.INVALID_MODULE);
  }

  /**
   * The assembler does not know tail calls: turns "call 2, return" into "return_call 2, return".
   */
  private static byte[] withTailCall(byte[] module) {
    for (int i = 0; i + 2 < module.length; i++) {
      if (module[i] == 0x10 && module[i + 1] == 2 && module[i + 2] == 0x0f) {
        module[i] = 0x12;
        return module;
      }
    }
    throw new IllegalArgumentException("no call to replace");
  }

  @Test
  void refusesSimd_andSaysSo() {
    String wat =
        "(module (func (export \"f\") (result i32)"
            + " (i32x4.extract_lane 0 (v128.const i32x4 1 2 3 4))))";
    assertThatThrownBy(() -> compile(wat))
        .isInstanceOf(UdfException.class)
        .hasMessageContaining("SIMD")
        .extracting(e -> ((UdfException) e).error())
        .isEqualTo(UdfError.INVALID_MODULE);
  }

  @Test
  void refusesManyMemories_becauseEachWouldHaveTheWholeLimit() {
    byte[] two = {0, 'a', 's', 'm', 1, 0, 0, 0, 5, 5, 2, 0, 1, 0, 1};
    assertThatThrownBy(() -> engine.compile(ModuleImage.of(two), Limits.DEFAULT))
        .isInstanceOf(UdfException.class)
        .hasMessageContaining("2 memories");
  }

  @Test
  void doesNotRunStart_whenItIsOnlyAnExport() {
    try (CompiledModule module = compile("(module (func (export \"_start\") unreachable))");
        WasmInstance instance = module.instantiate(Limits.DEFAULT, WasiAccess.NONE)) {
      assertThat(instance.isUsable()).isTrue();
    }
  }

  @Test
  void givesEveryInstanceATableOfItsOwn() {
    String wat =
        """
        (module (table $t 1 100 funcref)
          (func (export "grow") (result i32) (table.grow $t (ref.null func) (i32.const 10)))
          (func (export "size") (result i32) (table.size $t)))""";
    try (CompiledModule module = compile(wat)) {
      try (WasmInstance first = module.instantiate(Limits.DEFAULT, WasiAccess.NONE)) {
        assertThat(first.call("grow")).isEqualTo(1);
        assertThat(first.call("size")).isEqualTo(11);
      }
      try (WasmInstance second = module.instantiate(Limits.DEFAULT, WasiAccess.NONE)) {
        assertThat(second.call("size")).isEqualTo(1);
      }
    }
  }

  @Test
  void givesEveryInstanceDataAndElementsOfItsOwn() {
    String wat =
        """
        (module (memory 1) (data $d "abcd")
          (table 2 funcref) (elem $e func $f) (func $f)
          (func (export "use") (result i32)
            (memory.init $d (i32.const 0) (i32.const 0) (i32.const 4)) (data.drop $d)
            (table.init $e (i32.const 0) (i32.const 0) (i32.const 1)) (elem.drop $e)
            (i32.load (i32.const 0))))""";
    try (CompiledModule module = compile(wat)) {
      for (int i = 0; i < 3; i++) {
        try (WasmInstance instance = module.instantiate(Limits.DEFAULT, WasiAccess.NONE)) {
          assertThat(instance.call("use")).isEqualTo(0x64636261);
        }
      }
    }
  }

  @Test
  void unloadsTheGeneratedClasses_whenAllIsClosed() throws InterruptedException {
    java.lang.ref.WeakReference<Object> loader = runAndClose();
    for (int i = 0; i < 100 && loader.get() != null; i++) {
      System.gc();
      Thread.sleep(20);
    }
    assertThat(loader.get()).isNull();
  }

  private java.lang.ref.WeakReference<Object> runAndClose() {
    CompiledModule module = compile(transform(UPPER));
    WasmInstance instance = module.instantiate(Limits.DEFAULT, WasiAccess.NONE);
    instance.bind(PROTOCOL).call(EMPTY, "abc".getBytes(UTF_8));
    Object loader =
        ((EndiveInstance) instance).guest().instance().getMachine().getClass().getClassLoader();
    instance.close();
    module.close();
    return new java.lang.ref.WeakReference<>(loader);
  }

  // --- helpers

  private CompiledModule compile(String wat) {
    return engine.compile(ModuleImage.of(wasm(wat)), Limits.DEFAULT);
  }

  private long once(String wat, String export, long... arguments) {
    try (CompiledModule module = compile(wat);
        WasmInstance instance = module.instantiate(Limits.DEFAULT, WasiAccess.NONE)) {
      return instance.call(export, arguments);
    }
  }

  static byte[] wasm(String wat) {
    return Wat2Wasm.parse(wat);
  }

  /** A plugin of the transform ABI with that body; its allocator gives the same place each time. */
  static String transform(String body) {
    return """
    (module (memory (export "memory") 4)
      (func (export "alloc") (param i32) (result i32) (i32.const 1024))
      (func (export "dealloc") (param i32 i32))
      (;more;)
      (func (export "transform") (param $p i32) (param $n i32) (result i64)
        (local $i i32) (local $c i32)
        %s))"""
        .formatted(body);
  }

  static final String UPPER =
      """
      (block $done (loop $next
        (br_if $done (i32.ge_u (local.get $i) (local.get $n)))
        (local.set $c (i32.load8_u (i32.add (local.get $p) (local.get $i))))
        (if (i32.and (i32.ge_u (local.get $c) (i32.const 97))
                     (i32.le_u (local.get $c) (i32.const 122)))
          (then (i32.store8 (i32.add (local.get $p) (local.get $i))
                            (i32.sub (local.get $c) (i32.const 32)))))
        (local.set $i (i32.add (local.get $i) (i32.const 1)))
        (br $next)))
      (i64.or (i64.shl (i64.extend_i32_u (local.get $p)) (i64.const 32))
              (i64.extend_i32_u (local.get $n)))""";

  /** Used by tests that need the same text for many sizes. */
  static String repeat(int count, IntFunction<String> line) {
    return IntStream.range(0, count).mapToObj(line).collect(Collectors.joining("\n"));
  }
}
