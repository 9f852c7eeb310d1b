;; SPDX-License-Identifier: Apache-2.0
;; attack: calls an import that nobody has, bound to a trap at its own wish
;; options: {"unknown_imports":"trap"}
;; call: 38W01 env.give_me_root
(module
  (import "env" "give_me_root" (func $root (param i32 i64 f64) (result i64)))
  (memory (export "memory") 1)
  (func (export "alloc") (param i32) (result i32) (i32.const 1024))
  (func (export "transform") (param $ptr i32) (param $len i32) (result i64)
    (if (i32.eq (local.get $len) (i32.const 6))
      (then (return (call $root (i32.const 0) (i64.const 0) (f64.const 0)))))
    (i64.or
      (i64.shl (i64.extend_i32_u (local.get $ptr)) (i64.const 32))
      (i64.extend_i32_u (local.get $len)))))
