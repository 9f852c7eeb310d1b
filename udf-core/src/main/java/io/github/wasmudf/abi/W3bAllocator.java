package io.github.wasmudf.abi;

import io.github.wasmudf.engine.CallingGuest;
import io.github.wasmudf.engine.FunctionType;
import io.github.wasmudf.engine.GuestMemory;
import io.github.wasmudf.engine.ModuleOutline;
import java.util.Set;

/**
 * How a guest of w3bstream gives room: through one of the exports that it may have for that, or
 * else as new pages of its memory, which nobody gives back.
 *
 * @param export its name; empty for new pages
 * @param kind what the second parameter says, where there is one; else negative
 */
record W3bAllocator(String export, int kind) {
  private static final FunctionType OF_SIZE = FunctionType.of("(i32) -> i32");
  private static final FunctionType OF_SIZE_AND_KIND = FunctionType.of("(i32, i32) -> i32");
  private static final String MANAGED = "__new";
  private static final int NO_KIND = -1;

  /** AssemblyScript's number for a buffer of bytes. */
  private static final int BUFFER = 1;

  /** Exports of allocators, whose types are those of handlers. */
  private static final Set<String> NAMES =
      Set.of("alloc", "malloc", "calloc", "realloc", "free", "allocate", "deallocate");

  static W3bAllocator of(ModuleOutline outline) {
    for (String name : new String[] {"alloc", "malloc"}) {
      if (OF_SIZE.equals(outline.function(name))) {
        return new W3bAllocator(name, NO_KIND);
      }
    }
    return OF_SIZE_AND_KIND.equals(outline.function(MANAGED))
        ? new W3bAllocator(MANAGED, BUFFER)
        : new W3bAllocator("", NO_KIND);
  }

  /** Whether a name is that of a part of an allocator, or of another part of a runtime. */
  static boolean isNameOfOne(String export) {
    return NAMES.contains(export) || export.startsWith("_") || export.startsWith("asyncify");
  }

  /** Whether what is given is new pages. */
  boolean isNewPages() {
    return export.isEmpty();
  }

  /** The address of room for so many bytes; 0 where there is none. */
  long allocate(CallingGuest guest, int bytes) {
    if (export.isEmpty()) {
      GuestMemory memory = guest.memory();
      long at = memory.bytes();
      memory.reserve(at + bytes);
      return at;
    }
    long at = kind < 0 ? guest.call(export, bytes) : guest.call(export, bytes, kind);
    return at & 0xffff_ffffL;
  }
}
