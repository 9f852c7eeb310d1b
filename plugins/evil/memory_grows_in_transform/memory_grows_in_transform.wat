;; SPDX-License-Identifier: Apache-2.0
;; attack: grows in the middle of a call, and answers from the new page; legal
(module
  (memory (export "memory") 1)
  (func (export "alloc") (param i32) (result i32) (i32.const 1024))
  (func (export "transform") (param $ptr i32) (param $len i32) (result i64) (local $page i32)
    (if (i32.eq (local.get $len) (i32.const 6))
      (then
        (local.set $page (i32.shl (memory.grow (i32.const 1)) (i32.const 16)))
        (memory.copy (local.get $page) (local.get $ptr) (local.get $len))
        (local.set $ptr (local.get $page))))
    (i64.or
      (i64.shl (i64.extend_i32_u (local.get $ptr)) (i64.const 32))
      (i64.extend_i32_u (local.get $len)))))
