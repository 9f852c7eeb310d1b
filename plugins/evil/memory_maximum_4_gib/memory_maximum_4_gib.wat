;; SPDX-License-Identifier: Apache-2.0
;; attack: may grow to 4 GiB by its own word, and tries: the limit holds all the same
;; options: {"limits":{"memoryBytes":6553600}}
;; call: answers 100
(module
  (memory (export "memory") 1 65536)
  (func (export "alloc") (param i32) (result i32) (i32.const 1024))
  (func (export "transform") (param $ptr i32) (param $len i32) (result i64)
    (if (i32.eq (local.get $len) (i32.const 6))
      (then
        (block $full (loop $l (br_if $full (i32.eq (memory.grow (i32.const 1)) (i32.const -1))) (br $l)))
        (return (call $digits (memory.size)))))
    (i64.or
      (i64.shl (i64.extend_i32_u (local.get $ptr)) (i64.const 32))
      (i64.extend_i32_u (local.get $len))))
  ;; A number as three digits, at 2048.
  (func $digits (param $n i32) (result i64)
    (i32.store8 (i32.const 2048) (i32.add (i32.const 48) (i32.rem_u (i32.div_u (local.get $n) (i32.const 100)) (i32.const 10))))
    (i32.store8 (i32.const 2049) (i32.add (i32.const 48) (i32.rem_u (i32.div_u (local.get $n) (i32.const 10)) (i32.const 10))))
    (i32.store8 (i32.const 2050) (i32.add (i32.const 48) (i32.rem_u (local.get $n) (i32.const 10))))
    (i64.const 0x0000080000000003)))
