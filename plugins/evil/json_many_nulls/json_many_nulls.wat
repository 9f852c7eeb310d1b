;; SPDX-License-Identifier: Apache-2.0
;; attack: answers one row of a million values for one column
;; table: [{"name":"c","type":"VARCHAR"}]
;; call: 22032 has 1000000 values for 1 columns
(module
  (memory (export "memory") 256)
  (func (export "alloc") (param i32) (result i32) (i32.const 1024))
  (func (export "transform") (param $ptr i32) (param $len i32) (result i64) (local $i i32)
    (if (i32.eq (local.get $len) (i32.const 6))
      (then
        (loop $l
          (i32.store16 (i32.add (i32.const 2048) (i32.shl (local.get $i) (i32.const 1))) (i32.const 0x2c30))
          (local.set $i (i32.add (local.get $i) (i32.const 1)))
          (br_if $l (i32.lt_u (local.get $i) (i32.const 1000000))))
        (i32.store16 (i32.const 2046) (i32.const 0x5b5b))
        (i32.store16 (i32.const 2002047) (i32.const 0x5d5d))
        (return (i64.const 0x000007fe001e8483))))
    (i64.or
      (i64.shl (i64.extend_i32_u (local.get $ptr)) (i64.const 32))
      (i64.extend_i32_u (local.get $len)))))
