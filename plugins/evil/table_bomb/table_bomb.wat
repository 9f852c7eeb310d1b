;; SPDX-License-Identifier: Apache-2.0
;; attack: grows a table by 500 million elements: it does not get them
;; call: answers 001
(module
  (table $t 1 funcref)
  (memory (export "memory") 1)
  (func (export "alloc") (param i32) (result i32) (i32.const 1024))
  (func (export "transform") (param $ptr i32) (param $len i32) (result i64)
    (if (i32.eq (local.get $len) (i32.const 6))
      (then
        (if (i32.eq (table.grow $t (ref.null func) (i32.const 500000000)) (i32.const -1)) (then (return (call $digits (table.size $t)))))
        (unreachable)))
    (i64.or
      (i64.shl (i64.extend_i32_u (local.get $ptr)) (i64.const 32))
      (i64.extend_i32_u (local.get $len))))
  ;; A number as three digits, at 2048.
  (func $digits (param $n i32) (result i64)
    (i32.store8 (i32.const 2048) (i32.add (i32.const 48) (i32.rem_u (i32.div_u (local.get $n) (i32.const 100)) (i32.const 10))))
    (i32.store8 (i32.const 2049) (i32.add (i32.const 48) (i32.rem_u (i32.div_u (local.get $n) (i32.const 10)) (i32.const 10))))
    (i32.store8 (i32.const 2050) (i32.add (i32.const 48) (i32.rem_u (local.get $n) (i32.const 10))))
    (i64.const 0x0000080000000003)))
