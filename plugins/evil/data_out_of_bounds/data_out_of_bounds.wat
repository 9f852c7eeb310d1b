;; SPDX-License-Identifier: Apache-2.0
;; attack: has a data segment behind its memory's end
;; register: 38W01 trap: out of bounds memory access while its data is laid out
(module
  (memory (export "memory") 1)
  (func (export "alloc") (param i32) (result i32) (i32.const 1024))
  (func (export "transform") (param $ptr i32) (param $len i32) (result i64)
    (i64.or
      (i64.shl (i64.extend_i32_u (local.get $ptr)) (i64.const 32))
      (i64.extend_i32_u (local.get $len))))
  (data (i32.const 65535) "ab"))
