;; SPDX-License-Identifier: Apache-2.0
;; attack: asks for random bytes without end
;; options: {"limits":{"timeMillis":100}}
;; call: 38W03 time of one call in milliseconds: limit 100
(module
  (import "wasi_snapshot_preview1" "random_get" (func $random (param i32 i32) (result i32)))
  (memory (export "memory") 1)
  (func (export "alloc") (param i32) (result i32) (i32.const 1024))
  (func (export "transform") (param $ptr i32) (param $len i32) (result i64)
    (if (i32.eq (local.get $len) (i32.const 6))
      (then
        (loop $l (drop (call $random (i32.const 2048) (i32.const 32768))) (br $l))))
    (i64.or
      (i64.shl (i64.extend_i32_u (local.get $ptr)) (i64.const 32))
      (i64.extend_i32_u (local.get $len)))))
