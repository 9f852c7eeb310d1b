package io.github.wasmudf.benchmarks.peers;

import io.github.kawamuray.wasmtime.Engine;
import io.github.kawamuray.wasmtime.Func;
import io.github.kawamuray.wasmtime.Instance;
import io.github.kawamuray.wasmtime.Memory;
import io.github.kawamuray.wasmtime.Module;
import io.github.kawamuray.wasmtime.Store;
import io.github.kawamuray.wasmtime.Val;
import java.nio.ByteBuffer;
import java.util.List;

/** wasmtime-java, through its functions and the buffer of the guest's memory. */
final class NaiveWasmtime implements NaiveGuest {
  private final Store<Void> store = Store.withoutData();
  private final Engine engine = store.engine();
  private final Module module;
  private final Instance instance;
  private final Memory memory;
  private final Func alloc;
  private final Func transform;
  private final Func dealloc;

  NaiveWasmtime(byte[] bytes) {
    module = Module.fromBinary(engine, bytes);
    instance = new Instance(store, module, List.of());
    memory = instance.getMemory(store, "memory").orElseThrow();
    alloc = instance.getFunc(store, "alloc").orElseThrow();
    transform = instance.getFunc(store, "transform").orElseThrow();
    dealloc = instance.getFunc(store, "dealloc").orElseThrow();
  }

  @Override
  public byte[] transform(byte[] input) {
    Val length = Val.fromI32(input.length);
    Val at = alloc.call(store, length)[0];
    memory.buffer(store).position(at.i32()).put(input);
    long packed = transform.call(store, at, length)[0].i64();
    byte[] output = new byte[(int) packed];
    ByteBuffer buffer = memory.buffer(store);
    buffer.position((int) (packed >>> 32)).get(output);
    dealloc.call(store, at, length);
    return output;
  }

  @Override
  public void close() {
    alloc.dispose();
    transform.dispose();
    dealloc.dispose();
    memory.dispose();
    instance.dispose();
    module.dispose();
    engine.dispose();
    store.dispose();
  }
}
