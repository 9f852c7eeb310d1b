;; SPDX-License-Identifier: Apache-2.0
;; attack: alloc hands out the place of the plugin's own data; legal, and its own fault
;; call: answers 01attack89
(module
  (memory (export "memory") 1)
  (func (export "alloc") (param $size i32) (result i32)
    (i32.const 2))
  (func (export "transform") (param $ptr i32) (param $len i32) (result i64)
    (if (i32.eq (local.get $len) (i32.const 6))
      (then
        (return (i64.const 0x000000000000000a))))
    (i64.or
      (i64.shl (i64.extend_i32_u (local.get $ptr)) (i64.const 32))
      (i64.extend_i32_u (local.get $len))))
  (data (i32.const 0) "0123456789"))
