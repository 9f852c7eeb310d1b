;; SPDX-License-Identifier: Apache-2.0
;; attack: behaves for two calls and traps in the third
;; statement: SELECT COUNT(WASM_TRANSFORM('sleeper', v)) FROM (VALUES ('attack'), ('Attack'), ('aTtack'), ('atTack')) AS t(v)
;; call: 38W01 trap: unreachable
(module
  (global $calls (mut i32) (i32.const 0))
  (memory (export "memory") 1)
  (func (export "alloc") (param i32) (result i32) (i32.const 1024))
  (func (export "transform") (param $ptr i32) (param $len i32) (result i64)
    (if (i32.eq (local.get $len) (i32.const 6))
      (then
        (global.set $calls (i32.add (global.get $calls) (i32.const 1)))
        (if (i32.eq (global.get $calls) (i32.const 3)) (then (unreachable)))))
    (i64.or
      (i64.shl (i64.extend_i32_u (local.get $ptr)) (i64.const 32))
      (i64.extend_i32_u (local.get $len)))))
