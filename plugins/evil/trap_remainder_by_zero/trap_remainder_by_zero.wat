;; SPDX-License-Identifier: Apache-2.0
;; attack: takes a remainder by zero
;; call: 38W01 trap: integer divide by zero
(module
  (memory (export "memory") 1)
  (func (export "alloc") (param i32) (result i32) (i32.const 1024))
  (func (export "transform") (param $ptr i32) (param $len i32) (result i64)
    (if (i32.eq (local.get $len) (i32.const 6))
      (then
        (drop (i64.rem_s (i64.const 1) (i64.const 0)))))
    (i64.or
      (i64.shl (i64.extend_i32_u (local.get $ptr)) (i64.const 32))
      (i64.extend_i32_u (local.get $len)))))
