;; SPDX-License-Identifier: Apache-2.0
;; attack: reads the clock, which it was not granted
;; options: {"capabilities":{"wasi":{"clock":false}}}
;; call: 38W06 wasi.clock
(module
  (import "wasi_snapshot_preview1" "clock_time_get" (func $clock_time_get (param i32 i64 i32) (result i32)))
  (memory (export "memory") 1)
  (func (export "alloc") (param i32) (result i32) (i32.const 1024))
  (func (export "transform") (param $ptr i32) (param $len i32) (result i64)
    (if (i32.eq (local.get $len) (i32.const 6))
      (then
        (drop (call $clock_time_get (i32.const 0) (i64.const 0) (i32.const 8)))))
    (i64.or
      (i64.shl (i64.extend_i32_u (local.get $ptr)) (i64.const 32))
      (i64.extend_i32_u (local.get $len)))))
