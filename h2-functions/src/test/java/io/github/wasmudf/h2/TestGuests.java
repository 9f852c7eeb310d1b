package io.github.wasmudf.h2;

import io.github.wasmudf.testing.Guests;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;

/** The guests of these tests that are more than one line. */
final class TestGuests {
  private TestGuests() {}

  /** {@code alloc} of a guest that grows its memory for inputs of any size, always at 1024. */
  private static final String GROWING_ALLOC =
      """
      (func (export "alloc") (param $size i32) (result i32)
        (local $pages i32)
        (local.set $pages
          (i32.sub
            (i32.shr_u (i32.add (local.get $size) (i32.const 66559)) (i32.const 16))
            (memory.size)))
        (if (i32.gt_s (local.get $pages) (i32.const 0))
          (then
            (if (i32.eq (memory.grow (local.get $pages)) (i32.const -1))
              (then (return (i32.const 0))))))
        (i32.const 1024))
      """;

  private static final String ECHO =
      """
      (i64.or
        (i64.shl (i64.extend_i32_u (local.get $ptr)) (i64.const 32))
        (i64.extend_i32_u (local.get $len)))
      """;

  /** Answers its input, of any size. */
  static byte[] echo() {
    return naughty();
  }

  /**
   * Answers its input, but does harm when the first byte asks for it: {@code !trap}, {@code #spin},
   * {@code $refuse}, {@code %pointer}, {@code &text} (invalid UTF-8), {@code *grow} (all the memory
   * it gets, then answers its input), {@code ~size} (all its memory as the result), {@code ^stack}.
   */
  static byte[] naughty() {
    return Guests.wat(
        """
        (module
          (memory (export "memory") 1)
          (data (i32.const 16) "ok\\ff\\fe")
          %s
          (func $deep (param i32) (result i32)
            (i32.add (call $deep (i32.add (local.get 0) (i32.const 1))) (i32.const 1)))
          (func (export "transform") (param $ptr i32) (param $len i32) (result i64)
            (local $first i32)
            (if (local.get $len)
              (then (local.set $first (i32.load8_u (local.get $ptr)))))
            (if (i32.eq (local.get $first) (i32.const 0x21)) (then unreachable))
            (if (i32.eq (local.get $first) (i32.const 0x23)) (then (loop $l (br $l))))
            (if (i32.eq (local.get $first) (i32.const 0x24)) (then (return (i64.const 0))))
            (if (i32.eq (local.get $first) (i32.const 0x25))
              (then (return (i64.const 0x7fffffff00000010))))
            (if (i32.eq (local.get $first) (i32.const 0x26))
              (then (return (i64.const 0x0000001000000004))))
            (if (i32.eq (local.get $first) (i32.const 0x2a))
              (then
                (loop $more
                  (br_if $more (i32.ne (memory.grow (i32.const 1)) (i32.const -1))))))
            (if (i32.eq (local.get $first) (i32.const 0x7e))
              (then
                (return (i64.shl (i64.extend_i32_u (memory.size)) (i64.const 16)))))
            (if (i32.eq (local.get $first) (i32.const 0x5e))
              (then (drop (call $deep (i32.const 0)))))
            %s))
        """
            .formatted(GROWING_ALLOC, ECHO));
  }

  /** Answers its input, and prints it as a line. */
  static byte[] printing() {
    return Guests.wat(
        """
        (module
          (import "wasi_snapshot_preview1" "fd_write"
            (func $write (param i32 i32 i32 i32) (result i32)))
          (memory (export "memory") 1)
          (data (i32.const 32) "\\n")
          (func (export "alloc") (param i32) (result i32) (i32.const 1024))
          (func (export "transform") (param $ptr i32) (param $len i32) (result i64)
            (i32.store (i32.const 0) (local.get $ptr))
            (i32.store (i32.const 4) (local.get $len))
            (i32.store (i32.const 8) (i32.const 32))
            (i32.store (i32.const 12) (i32.const 1))
            (drop (call $write (i32.const 1) (i32.const 0) (i32.const 2) (i32.const 24)))
            %s))
        """
            .formatted(ECHO));
  }

  /** Answers its input; so many bytes of a custom section, which do not compress, follow it. */
  static byte[] withRandomData(int size) {
    byte[] module = naughty();
    ByteBuffer section = ByteBuffer.allocate(module.length + size + 16).put(module).put((byte) 0);
    byte[] name = {1, 'x'};
    int length = name.length + size;
    for (int shift = 0; shift < 28; shift += 7) {
      section.put((byte) ((length >>> shift & 0x7f) | (shift < 21 ? 0x80 : 0)));
    }
    byte[] random = new byte[size];
    new Random(size).nextBytes(random);
    section.put(name).put(random);
    return Arrays.copyOf(section.array(), section.position());
  }
}
