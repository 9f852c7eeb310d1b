;; SPDX-License-Identifier: Apache-2.0
;; attack: lays out a data segment that it has dropped
;; call: 38W01 trap: out of bounds memory access
(module
  (memory (export "memory") 1)
  (func (export "alloc") (param i32) (result i32) (i32.const 1024))
  (func (export "transform") (param $ptr i32) (param $len i32) (result i64)
    (if (i32.eq (local.get $len) (i32.const 6))
      (then
        (data.drop $d)
        (memory.init $d (i32.const 0) (i32.const 0) (i32.const 1))))
    (i64.or
      (i64.shl (i64.extend_i32_u (local.get $ptr)) (i64.const 32))
      (i64.extend_i32_u (local.get $len))))
  (data $d "secret"))
