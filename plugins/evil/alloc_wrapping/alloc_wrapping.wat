;; SPDX-License-Identifier: Apache-2.0
;; attack: alloc answers an address from which the input would wrap around 4 GiB
;; call: 38W05 at 4294967293 with length 6
(module
  (memory (export "memory") 1)
  (func (export "alloc") (param $size i32) (result i32)
    (if (i32.eq (local.get $size) (i32.const 6)) (then (return (i32.const -3))))
    (i32.const 1024))
  (func (export "transform") (param $ptr i32) (param $len i32) (result i64)
    (i64.or
      (i64.shl (i64.extend_i32_u (local.get $ptr)) (i64.const 32))
      (i64.extend_i32_u (local.get $len)))))
