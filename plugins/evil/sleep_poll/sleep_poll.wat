;; SPDX-License-Identifier: Apache-2.0
;; attack: sleeps for an hour (poll_oneoff): WASI knows no sleep, so it goes on at once
(module
  (import "wasi_snapshot_preview1" "poll_oneoff" (func $poll (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (func (export "alloc") (param i32) (result i32) (i32.const 1024))
  (func (export "transform") (param $ptr i32) (param $len i32) (result i64)
    (if (i32.eq (local.get $len) (i32.const 6))
      (then
        (i64.store (i32.const 40) (i64.const 3600000000000))
        (drop (call $poll (i32.const 16) (i32.const 128) (i32.const 1) (i32.const 256)))))
    (i64.or
      (i64.shl (i64.extend_i32_u (local.get $ptr)) (i64.const 32))
      (i64.extend_i32_u (local.get $len)))))
