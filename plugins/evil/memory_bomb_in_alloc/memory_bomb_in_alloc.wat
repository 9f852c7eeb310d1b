;; SPDX-License-Identifier: Apache-2.0
;; attack: grows in alloc until it is refused, and answers a pointer all the same
;; options: {"limits":{"memoryBytes":6553600}}
;; call: 38W05 input
(module
  (memory (export "memory") 1)
  (func (export "alloc") (param $size i32) (result i32)
    (if (i32.eq (local.get $size) (i32.const 6)) (then (loop $l (br_if $l (i32.ne (memory.grow (i32.const 16)) (i32.const -1)))) (return (i32.const 0x7fff0000))))
    (i32.const 1024))
  (func (export "transform") (param $ptr i32) (param $len i32) (result i64)
    (i64.or
      (i64.shl (i64.extend_i32_u (local.get $ptr)) (i64.const 32))
      (i64.extend_i32_u (local.get $len)))))
