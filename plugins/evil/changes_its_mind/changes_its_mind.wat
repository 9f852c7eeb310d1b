;; SPDX-License-Identifier: Apache-2.0
;; attack: answers the same input differently each time: no answer is kept for the next row
;; statement: SELECT WASM_TRANSFORM('changes_its_mind', v) FROM (VALUES (1, 'attack'), (2, 'attack'), (3, 'attack')) AS t(i, v)
;; call: answers 001|002|003
(module
  (global $calls (mut i32) (i32.const 0))
  (memory (export "memory") 1)
  (func (export "alloc") (param i32) (result i32) (i32.const 1024))
  (func (export "transform") (param $ptr i32) (param $len i32) (result i64)
    (if (i32.eq (local.get $len) (i32.const 6))
      (then
        (global.set $calls (i32.add (global.get $calls) (i32.const 1)))
        (return (call $digits (global.get $calls)))))
    (i64.or
      (i64.shl (i64.extend_i32_u (local.get $ptr)) (i64.const 32))
      (i64.extend_i32_u (local.get $len))))
  ;; A number as three digits, at 2048.
  (func $digits (param $n i32) (result i64)
    (i32.store8 (i32.const 2048) (i32.add (i32.const 48) (i32.rem_u (i32.div_u (local.get $n) (i32.const 100)) (i32.const 10))))
    (i32.store8 (i32.const 2049) (i32.add (i32.const 48) (i32.rem_u (i32.div_u (local.get $n) (i32.const 10)) (i32.const 10))))
    (i32.store8 (i32.const 2050) (i32.add (i32.const 48) (i32.rem_u (local.get $n) (i32.const 10))))
    (i64.const 0x0000080000000003)))
