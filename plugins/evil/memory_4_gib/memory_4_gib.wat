;; SPDX-License-Identifier: Apache-2.0
;; attack: wants 4 GiB from the start
;; register: 38W04 limit 1,024, current 0, requested 65,536
(module
  (memory (export "memory") 65536)
  (func (export "alloc") (param i32) (result i32) (i32.const 1024))
  (func (export "transform") (param $ptr i32) (param $len i32) (result i64)
    (i64.or
      (i64.shl (i64.extend_i32_u (local.get $ptr)) (i64.const 32))
      (i64.extend_i32_u (local.get $len)))))
