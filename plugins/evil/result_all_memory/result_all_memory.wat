;; SPDX-License-Identifier: Apache-2.0
;; attack: answers all of its memory where a result may be half of that
;; options: {"limits":{"resultBytes":1048576}}
;; call: 38W04 result size: limit 1,048,576, current 0, requested 2,097,152
(module
  (memory (export "memory") 1)
  (func (export "alloc") (param i32) (result i32) (i32.const 1024))
  (func (export "transform") (param $ptr i32) (param $len i32) (result i64)
    (if (i32.eq (local.get $len) (i32.const 6))
      (then
        (drop (memory.grow (i32.const 31)))
        (return (i64.const 0x0000000000200000))))
    (i64.or
      (i64.shl (i64.extend_i32_u (local.get $ptr)) (i64.const 32))
      (i64.extend_i32_u (local.get $len)))))
