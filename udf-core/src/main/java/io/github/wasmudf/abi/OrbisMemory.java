package io.github.wasmudf.abi;

import io.github.wasmudf.engine.CallingGuest;
import io.github.wasmudf.engine.FunctionType;
import io.github.wasmudf.engine.GuestMemory;
import io.github.wasmudf.engine.ModuleOutline;
import io.github.wasmudf.engine.WasmInstance;
import io.github.wasmudf.host.UntrustedReader;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How room is made in the memory of a plugin: by the allocator that it exports, or else behind the
 * end of its memory, which grows by that ({@code abis.md} 2.2). Immutable.
 */
final class OrbisMemory {
  private static final List<String> ALLOCATE = List.of("alloc", "allocate", "malloc");
  private static final List<String> RELEASE = List.of("dealloc", "deallocate");

  /** The rest of what a library of C exports, whose types may be those of handlers. */
  private static final List<String> OF_C = List.of("calloc", "realloc", "free");

  private static final FunctionType TO_POINTER = FunctionType.of("(i32) -> i32");
  private static final FunctionType PAIR = FunctionType.of("(i32, i32) -> ()");
  private static final FunctionType NEW = FunctionType.of("(i32, i32) -> i32");
  private static final String NEW_NAME = "__new";

  private final @Nullable String allocate;
  private final @Nullable String release;

  OrbisMemory(ModuleOutline outline) {
    String found = first(outline, ALLOCATE, TO_POINTER);
    this.allocate = found != null ? found : first(outline, List.of(NEW_NAME), NEW);
    this.release = first(outline, RELEASE, PAIR);
  }

  private static @Nullable String first(
      ModuleOutline outline, List<String> names, FunctionType type) {
    return names.stream()
        .filter(name -> type.equals(outline.function(name)))
        .findFirst()
        .orElse(null);
  }

  /** Whether a function of this name is for memory, and no handler. */
  static boolean isForMemory(String name) {
    return ALLOCATE.contains(name)
        || RELEASE.contains(name)
        || OF_C.contains(name)
        || name.startsWith("__");
  }

  /** Copies bytes into a plugin that is not running; answers where they are, 0 for no room. */
  long put(WasmInstance instance, byte[] bytes) {
    if (allocate == null) {
      return instance.withMemory(
          memory -> written(memory, behindTheEnd(memory, bytes.length), bytes));
    }
    long at = instance.call(allocate, arguments(bytes.length)) & 0xffff_ffffL;
    return instance.withMemory(memory -> written(memory, at, bytes));
  }

  /** The same for one that waits for the host. */
  long put(CallingGuest guest, byte[] bytes) {
    long at =
        allocate == null
            ? behindTheEnd(guest.memory(), bytes.length)
            : guest.call(allocate, arguments(bytes.length)) & 0xffff_ffffL;
    return written(guest.memory(), at, bytes);
  }

  private static long written(GuestMemory memory, long at, byte[] bytes) {
    if (at != 0) {
      UntrustedReader.requireRange("allocated range", at, bytes.length, memory.bytes());
      memory.put(at, bytes);
    }
    return at;
  }

  private long[] arguments(int length) {
    return NEW_NAME.equals(allocate) ? new long[] {length, 0} : new long[] {length};
  }

  private static long behindTheEnd(GuestMemory memory, int length) {
    long end = memory.bytes();
    memory.reserve(end + length);
    return end;
  }

  /** Gives back what {@link #put} took. What a plugin answered is its own, and stays. */
  void release(WasmInstance instance, long at, int length) {
    if (release != null && allocate != null) {
      instance.call(release, at, length);
    }
  }

  /**
   * An answer to a plugin in the one form that both kinds of plugins can read: {@code [u32 LE
   * length][bytes][0]}.
   *
   * @param bare whether the plugin expects the bytes themselves, and not their length
   */
  long answer(CallingGuest guest, byte[] bytes, boolean bare) {
    byte[] framed = Arrays.copyOf(new byte[Integer.BYTES], Integer.BYTES + bytes.length + 1);
    for (int i = 0; i < Integer.BYTES; i++) {
      framed[i] = (byte) (bytes.length >>> (8 * i));
    }
    System.arraycopy(bytes, 0, framed, Integer.BYTES, bytes.length);
    long at = put(guest, framed);
    return at == 0 || !bare ? at : at + Integer.BYTES;
  }
}
