;; SPDX-License-Identifier: Apache-2.0
;; attack: a function calls itself through a table
;; call: 38W01 call stack exhausted
(module
  (type $none (func))
  (table 1 funcref)
  (elem (i32.const 0) $deep)
  (memory (export "memory") 1)
  (func (export "alloc") (param i32) (result i32) (i32.const 1024))
  (func (export "transform") (param $ptr i32) (param $len i32) (result i64)
    (if (i32.eq (local.get $len) (i32.const 6))
      (then
        (call $deep)))
    (i64.or
      (i64.shl (i64.extend_i32_u (local.get $ptr)) (i64.const 32))
      (i64.extend_i32_u (local.get $len))))
  (func $deep (call_indirect (type $none) (i32.const 0))))
