;; SPDX-License-Identifier: Apache-2.0
;; attack: copies elements from behind a table's end
;; call: 38W01 trap: undefined element
(module
  (table $t 1 funcref)
  (memory (export "memory") 1)
  (func (export "alloc") (param i32) (result i32) (i32.const 1024))
  (func (export "transform") (param $ptr i32) (param $len i32) (result i64)
    (if (i32.eq (local.get $len) (i32.const 6))
      (then
        (table.copy $t $t (i32.const 0) (i32.const 1) (i32.const 1))))
    (i64.or
      (i64.shl (i64.extend_i32_u (local.get $ptr)) (i64.const 32))
      (i64.extend_i32_u (local.get $len)))))
