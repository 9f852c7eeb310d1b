;; SPDX-License-Identifier: Apache-2.0
;; attack: names SQL that lies outside its memory
;; call: 38W05 argument at 4294967280
;; next: 38W05 argument at 4294967280
(module
  (import "env" "db_query" (func $db_query (param i32 i32) (result i32)))
  (memory (export "memory") 1)
  (func (export "init") (result i32) (i32.const 0))
  (func (export "handle") (param i32 i32) (result i32)
    (call $db_query (i32.const -16) (i32.const 64))))
