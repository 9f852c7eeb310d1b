;; SPDX-License-Identifier: Apache-2.0
;; attack: wants a table of 500 million elements from the start
;; register: 38W04 table elements: limit 1,000,000, current 0, requested 500,000,000
(module
  (table 500000000 funcref)
  (memory (export "memory") 1)
  (func (export "alloc") (param i32) (result i32) (i32.const 1024))
  (func (export "transform") (param $ptr i32) (param $len i32) (result i64)
    (i64.or
      (i64.shl (i64.extend_i32_u (local.get $ptr)) (i64.const 32))
      (i64.extend_i32_u (local.get $len)))))
