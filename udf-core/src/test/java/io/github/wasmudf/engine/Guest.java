package io.github.wasmudf.engine;

import com.dylibso.chicory.wabt.Wat2Wasm;
import io.github.wasmudf.Limits;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** A module of a test with one instance of it; closes both. */
final class Guest implements AutoCloseable {
  /** The exports that {@link #transforming} gives a module. */
  static final BytesProtocol TRANSFORM = new BytesProtocol("alloc", "transform", null);

  static final BytesProtocol WITH_RELEASE = new BytesProtocol("alloc", "transform", "release");

  /** The packed range of the function's two parameters. */
  static final String INPUT = packed("(local.get $p)", "(local.get $n)");

  /** A memory, and an allocator that hands out one range after the other and grows. */
  static final String ALLOCATOR =
      """
      (memory (export "memory") 1)
      (global $next (mut i32) (i32.const 1024))
      (func (export "alloc") (param $n i32) (result i32)
        (local $p i32)
        (local.set $p (global.get $next))
        (global.set $next (i32.add (local.get $p) (local.get $n)))
        (block $fits
          (loop $more
            (br_if $fits
              (i32.ge_u (i32.shl (memory.size) (i32.const 16)) (global.get $next)))
            (if (i32.eq (memory.grow (i32.const 1)) (i32.const -1))
              (then (return (i32.const 0))))
            (br $more)))
        (local.get $p))
      """;

  private static final long LONGEST_MILLIS = 5_000;

  private static final Map<String, byte[]> ASSEMBLED = new ConcurrentHashMap<>();

  private final CompiledModule module;
  private final WasmInstance instance;

  private Guest(CompiledModule module, WasmInstance instance) {
    this.module = module;
    this.instance = instance;
  }

  static ModuleImage image(String wat) {
    return ModuleImage.of(ASSEMBLED.computeIfAbsent(wat, Wat2Wasm::parse).clone());
  }

  static Guest open(WasmEngine engine, String wat, Limits limits, WasiAccess wasi) {
    CompiledModule module = engine.compile(image(wat), limits);
    try {
      return new Guest(module, module.instantiate(limits, wasi));
    } catch (RuntimeException failure) {
      module.close();
      throw failure;
    }
  }

  static Guest open(WasmEngine engine, String wat) {
    return open(engine, wat, Limits.DEFAULT, WasiAccess.NONE);
  }

  /** A module with an allocator and {@code transform}, whose parameters are {@code $p $n}. */
  static String transforming(String body) {
    return "(module " + ALLOCATOR + transform(body) + ")";
  }

  static String transform(String body) {
    return "(func (export \"transform\") (param $p i32) (param $n i32) (result i64) " + body + ")";
  }

  static String packed(String pointer, String length) {
    return "(i64.or (i64.shl (i64.extend_i32_u "
        + pointer
        + ") (i64.const 32)) (i64.extend_i32_u "
        + length
        + "))";
  }

  static String packed(long pointer, long length) {
    return packed("(i32.const " + pointer + ")", "(i32.const " + length + ")");
  }

  /**
   * Does what must not fail though it takes longer than the limit, as none of its calls does. Where
   * this machine is so busy that one does, it is done again under a longer limit.
   */
  static void underSomeLimit(long millis, Consumer<Limits> action) {
    try {
      action.accept(Limits.DEFAULT.withTimeMillis(millis));
    } catch (UdfException failure) {
      if (failure.error() != UdfError.TIME_LIMIT || millis > LONGEST_MILLIS) {
        throw failure;
      }
      underSomeLimit(4 * millis, action);
    }
  }

  WasmInstance instance() {
    return instance;
  }

  BytesCall transform() {
    return instance.bind(TRANSFORM);
  }

  @Override
  public void close() {
    instance.close();
    module.close();
  }
}
