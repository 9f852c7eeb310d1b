;; SPDX-License-Identifier: Apache-2.0
;; attack: has SQL in its name: it is kept as it is, and runs nowhere
;; statement: SELECT SELF_NAME FROM WASM.PLUGINS WHERE PLUGIN = 'name_sql'
;; call: answers x'); DROP TABLE ledger; --
(module
  (memory (export "memory") 1)
  (func (export "alloc") (param i32) (result i32) (i32.const 1024))
  (func (export "transform") (param $ptr i32) (param $len i32) (result i64)
    (i64.or
      (i64.shl (i64.extend_i32_u (local.get $ptr)) (i64.const 32))
      (i64.extend_i32_u (local.get $len))))
  (func (export "plugin_name") (result i64) (i64.const 0x000000400000001a))
  (data (i32.const 64) "x'); DROP TABLE ledger; --"))
