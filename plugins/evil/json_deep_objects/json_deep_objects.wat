;; SPDX-License-Identifier: Apache-2.0
;; attack: answers 100,000 nested objects
;; table: [{"name":"a","type":"VARCHAR"}]
;; call: 22032 row 1
(module
  (memory (export "memory") 256)
  (func (export "alloc") (param i32) (result i32) (i32.const 1024))
  (func (export "transform") (param $ptr i32) (param $len i32) (result i64) (local $i i32)
    (if (i32.eq (local.get $len) (i32.const 6))
      (then
        (loop $l
          (i32.store (i32.add (i32.const 2048) (i32.mul (local.get $i) (i32.const 5))) (i32.const 0x3a226122))
          (i32.store8 (i32.add (i32.const 2047) (i32.mul (local.get $i) (i32.const 5))) (i32.const 123))
          (local.set $i (i32.add (local.get $i) (i32.const 1)))
          (br_if $l (i32.lt_u (local.get $i) (i32.const 100000))))
        (return (i64.const 0x000007ff0007a120))))
    (i64.or
      (i64.shl (i64.extend_i32_u (local.get $ptr)) (i64.const 32))
      (i64.extend_i32_u (local.get $len)))))
