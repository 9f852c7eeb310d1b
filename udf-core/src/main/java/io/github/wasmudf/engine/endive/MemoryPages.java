package io.github.wasmudf.engine.endive;

import io.github.wasmudf.Limits;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;
import run.endive.runtime.ByteArrayMemory;
import run.endive.runtime.Memory;

/**
 * A memory as the arrays that it is made of, one for each page: what lies in one of them can be
 * read where it lies. They are Endive's own affair; where they are not found, all is copied. Every
 * range must have been found to lie within the memory.
 */
final class MemoryPages {
  private static final @Nullable VarHandle PAGES = find();
  private static final byte[] NOTHING = {};

  private final Memory memory;
  private final byte @Nullable [][] pages;

  MemoryPages(Memory memory) {
    this.memory = memory;
    this.pages =
        PAGES != null && memory instanceof ByteArrayMemory ofPages
            ? (byte[][]) PAGES.get(ofPages)
            : null;
  }

  private static @Nullable VarHandle find() {
    try {
      return MethodHandles.privateLookupIn(ByteArrayMemory.class, MethodHandles.lookup())
          .findVarHandle(ByteArrayMemory.class, "pages", byte[][].class);
    } catch (ReflectiveOperationException otherVersion) {
      return null;
    }
  }

  /** The array that holds a whole range, from {@link #offsetOf} on; null where none does. */
  byte @Nullable [] holding(long pointer, int length) {
    if (length == 0) {
      return NOTHING;
    }
    return pages != null && offsetOf(pointer, length) + length <= Limits.PAGE_BYTES
        ? pages[pageOf(pointer)]
        : null;
  }

  /** Where a range begins in the array that holds it. */
  static int offsetOf(long pointer, int length) {
    return length == 0 ? 0 : (int) (pointer % Limits.PAGE_BYTES);
  }

  private static int pageOf(long pointer) {
    return (int) (pointer / Limits.PAGE_BYTES);
  }

  /** Copies a range to the beginning of an array. */
  void copy(long pointer, int length, byte[] to) {
    if (pages == null) {
      System.arraycopy(memory.readBytes((int) pointer, length), 0, to, 0, length);
      return;
    }
    int copied = 0;
    while (copied < length) {
      int offset = offsetOf(pointer + copied, length);
      int count = Math.min(length - copied, Limits.PAGE_BYTES - offset);
      System.arraycopy(pages[pageOf(pointer + copied)], offset, to, copied, count);
      copied += count;
    }
  }

  /** A copy of a range. */
  byte[] copy(long pointer, int length) {
    return memory.readBytes((int) pointer, length);
  }
}
