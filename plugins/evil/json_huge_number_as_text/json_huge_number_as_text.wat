;; SPDX-License-Identifier: Apache-2.0
;; attack: answers a text of 10 million digits where a number is due
;; table: [{"name":"c","type":"DECIMAL(10,2)"}]
;; call: 22032 not a number
(module
  (memory (export "memory") 256)
  (func (export "alloc") (param i32) (result i32) (i32.const 1024))
  (func (export "transform") (param $ptr i32) (param $len i32) (result i64)
    (if (i32.eq (local.get $len) (i32.const 6))
      (then
        (memory.fill (i32.const 2048) (i32.const 57) (i32.const 10000000))
        (i32.store8 (i32.const 2047) (i32.const 34))
        (i32.store8 (i32.const 10002048) (i32.const 34))
        (return (i64.const 0x000007ff00989682))))
    (i64.or
      (i64.shl (i64.extend_i32_u (local.get $ptr)) (i64.const 32))
      (i64.extend_i32_u (local.get $len)))))
