package io.github.wasmudf.engine.wasmtime;

import io.github.kawamuray.wasmtime.Memory;
import io.github.kawamuray.wasmtime.Store;
import io.github.wasmudf.Limits;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.engine.CompanionMemory;
import io.github.wasmudf.host.UntrustedReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A memory in a store. As dangerous as that: touched only between the instance's {@code enter} and
 * {@code leave}.
 */
final class StoreMemory implements CompanionMemory {
  private final Store<Void> store;
  private final Memory memory;
  private final long limit;
  private ByteBuffer buffer;

  StoreMemory(Store<Void> store, Memory memory, long limit) {
    this.store = store;
    this.memory = memory;
    this.limit = limit;
    this.buffer = fetched();
  }

  private ByteBuffer fetched() {
    return memory.buffer(store).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public long bytes() {
    buffer = fetched();
    return buffer.capacity();
  }

  @Override
  public void reserve(long bytes) {
    // A buffer that was taken before the memory grew is valid, but too short.
    if (bytes <= buffer.capacity() || bytes <= bytes()) {
      return;
    }
    long missing = (bytes - buffer.capacity() + Limits.PAGE_BYTES - 1) / Limits.PAGE_BYTES;
    if (bytes > limit || !grow(missing)) {
      throw UdfException.limit(UdfError.MEMORY_LIMIT, "room for an input", limit, 0, bytes);
    }
    buffer = fetched();
  }

  private boolean grow(long pages) {
    // The native side answers -1, or an exception, depending on which limit was met.
    try {
      return memory.grow(store, pages) >= 0;
    } catch (RuntimeException full) {
      return false;
    }
  }

  @Override
  public int getInt(long at) {
    require(at, Integer.BYTES);
    return buffer.getInt((int) at);
  }

  @Override
  public void putInt(long at, int value) {
    require(at, Integer.BYTES);
    buffer.putInt((int) at, value);
  }

  @Override
  public byte[] get(long at, long length) {
    require(at, length);
    byte[] bytes = new byte[(int) length];
    buffer.get((int) at, bytes);
    return bytes;
  }

  @Override
  public void put(long at, byte[] bytes) {
    require(at, bytes.length);
    buffer.put((int) at, bytes);
  }

  private void require(long at, long length) {
    if (at < 0 || length < 0 || length > buffer.capacity() - at) {
      UntrustedReader.requireRange("the range", at, length, bytes());
    }
  }
}
