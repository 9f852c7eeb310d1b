;; SPDX-License-Identifier: Apache-2.0
;; attack: refuses every call but an instance's first: asked again, a fresh one answers
;; statement: SELECT COUNT(WASM_TRANSFORM('refuses_when_used', v)) FROM (VALUES ('attack'), ('Attack'), ('aTtack'), ('atTack')) AS t(v)
;; call: answers 4
(module
  (global $used (mut i32) (i32.const 0))
  (memory (export "memory") 1)
  (func (export "alloc") (param i32) (result i32) (i32.const 1024))
  (func (export "transform") (param $ptr i32) (param $len i32) (result i64)
    (if (i32.eq (local.get $len) (i32.const 6))
      (then
        (if (global.get $used) (then (return (i64.const 0))))
        (global.set $used (i32.const 1))))
    (i64.or
      (i64.shl (i64.extend_i32_u (local.get $ptr)) (i64.const 32))
      (i64.extend_i32_u (local.get $len)))))
