;; SPDX-License-Identifier: Apache-2.0
;; attack: answers 100,000 opening brackets
;; table: [{"name":"c","type":"VARCHAR"}]
;; call: 22032 row 1
(module
  (memory (export "memory") 256)
  (func (export "alloc") (param i32) (result i32) (i32.const 1024))
  (func (export "transform") (param $ptr i32) (param $len i32) (result i64)
    (if (i32.eq (local.get $len) (i32.const 6))
      (then
        (memory.fill (i32.const 2048) (i32.const 91) (i32.const 100000))
        (return (i64.const 0x00000800000186a0))))
    (i64.or
      (i64.shl (i64.extend_i32_u (local.get $ptr)) (i64.const 32))
      (i64.extend_i32_u (local.get $len)))))
