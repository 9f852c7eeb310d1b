;; SPDX-License-Identifier: Apache-2.0
;; attack: prints a line of 3 MB
(module
  (import "wasi_snapshot_preview1" "fd_write"
    (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 2)
  (func (export "alloc") (param $size i32) (result i32)
    (i32.const 65100))
  (func (export "transform") (param $ptr i32) (param $len i32) (result i64) (local $i i32)
    (if (i32.eq (local.get $len) (i32.const 6))
      (then
        (memory.fill (i32.const 64) (i32.const 120) (i32.const 65000))
        (loop $l
          (drop (call $fd_write (i32.const 1) (i32.const 16) (i32.const 1) (i32.const 8)))
          (local.set $i (i32.add (local.get $i) (i32.const 1)))
          (br_if $l (i32.lt_u (local.get $i) (i32.const 50))))))
    (i64.or
      (i64.shl (i64.extend_i32_u (local.get $ptr)) (i64.const 32))
      (i64.extend_i32_u (local.get $len))))
  (data (i32.const 16) "\40\00\00\00\e8\fd\00\00"))
