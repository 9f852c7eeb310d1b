;; SPDX-License-Identifier: Apache-2.0
;; attack: answers one byte more than a result may have
;; options: {"limits":{"resultBytes":1000}}
;; call: 38W04 result size: limit 1,000, current 0, requested 1,001
(module
  (memory (export "memory") 1)
  (func (export "alloc") (param i32) (result i32) (i32.const 1024))
  (func (export "transform") (param $ptr i32) (param $len i32) (result i64)
    (if (i32.eq (local.get $len) (i32.const 6))
      (then
        (return (i64.const 0x00000000000003e9))))
    (i64.or
      (i64.shl (i64.extend_i32_u (local.get $ptr)) (i64.const 32))
      (i64.extend_i32_u (local.get $len)))))
