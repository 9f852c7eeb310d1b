;; SPDX-License-Identifier: Apache-2.0
;; attack: grows after its answer and before the host has let go of it; legal
(module
  (memory (export "memory") 1)
  (func (export "alloc") (param i32) (result i32) (i32.const 1024))
  (func (export "transform") (param $ptr i32) (param $len i32) (result i64)
    (i64.or
      (i64.shl (i64.extend_i32_u (local.get $ptr)) (i64.const 32))
      (i64.extend_i32_u (local.get $len))))
  (func (export "dealloc") (param i32 i32) (drop (memory.grow (i32.const 1)))))
