package io.github.wasmudf.engine.endive;

import io.github.wasmudf.Limits;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.engine.CompanionMemory;
import io.github.wasmudf.host.UntrustedReader;
import run.endive.runtime.Memory;

/** A memory on the Java heap. */
record HeapMemory(Memory memory, long limit) implements CompanionMemory {
  @Override
  public long bytes() {
    return memory.pages() * (long) Limits.PAGE_BYTES;
  }

  @Override
  public void reserve(long bytes) {
    if (bytes <= bytes()) {
      return;
    }
    long missing = (bytes - bytes() + Limits.PAGE_BYTES - 1) / Limits.PAGE_BYTES;
    if (bytes > limit || memory.grow((int) missing) < 0) {
      throw UdfException.limit(UdfError.MEMORY_LIMIT, "room for an input", limit, 0, bytes);
    }
  }

  @Override
  public int getInt(long at) {
    require(at, Integer.BYTES);
    return memory.readInt((int) at);
  }

  @Override
  public void putInt(long at, int value) {
    require(at, Integer.BYTES);
    memory.writeI32((int) at, value);
  }

  @Override
  public byte[] get(long at, long length) {
    require(at, length);
    return memory.readBytes((int) at, (int) length);
  }

  @Override
  public void put(long at, byte[] bytes) {
    require(at, bytes.length);
    memory.write((int) at, bytes, 0, bytes.length);
  }

  private void require(long at, long length) {
    UntrustedReader.requireRange("the range", at, length, bytes());
  }
}
