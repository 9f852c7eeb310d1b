package io.github.wasmudf.conformance;

import io.github.wasmudf.testing.Guests;

/** A guest that keeps what it was told, and tells it to whoever calls next. */
final class Keeper {
  private Keeper() {}

  /**
   * Answers the input of the call before, or nothing to the first one. An input that begins with
   * {@code !} is kept, and then it traps.
   */
  static byte[] module() {
    return Guests.wat(
        """
        (module
          (memory (export "memory") 1)
          (global $kept (mut i32) (i32.const 0))
          (func (export "alloc") (param i32) (result i32) (i32.const 1024))
          (func (export "transform") (param $ptr i32) (param $len i32) (result i64)
            (local $answer i32)
            (local.set $answer (global.get $kept))
            (memory.copy (i32.const 16384) (i32.const 32768) (local.get $answer))
            (memory.copy (i32.const 32768) (local.get $ptr) (local.get $len))
            (global.set $kept (local.get $len))
            (if (local.get $len)
              (then
                (if (i32.eq (i32.load8_u (local.get $ptr)) (i32.const 0x21)) (then unreachable))))
            (i64.or
              (i64.shl (i64.const 16384) (i64.const 32))
              (i64.extend_i32_u (local.get $answer)))))
        """);
  }
}
