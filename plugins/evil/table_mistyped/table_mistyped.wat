;; SPDX-License-Identifier: Apache-2.0
;; attack: exports a table_next of another type
;; table: [{"name":"n","type":"INTEGER"}]
;; call: 42883 the function "table_next" has type (i32) -> i32
(module
  (memory (export "memory") 1)
  (data (i32.const 64) "1\0a2\0a")
  (func (export "alloc") (param i32) (result i32) (i32.const 1024))
  (func (export "transform") (param $ptr i32) (param $len i32) (result i64)
    (i64.or
      (i64.shl (i64.extend_i32_u (local.get $ptr)) (i64.const 32))
      (i64.extend_i32_u (local.get $len))))
  (func (export "table_open") (param i32 i32) (result i32)
    (i32.const 7))
  (func (export "table_next") (param $cursor i32) (result i32)
    (i32.const 0))
  (func (export "table_close") (param $cursor i32)))
