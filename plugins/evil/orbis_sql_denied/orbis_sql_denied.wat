;; SPDX-License-Identifier: Apache-2.0
;; attack: deletes rows with a right to SQL that nobody has granted, and fails when it is refused
;; call: 38W06 capability "sql", which is not granted
;; next: 38W06 capability "sql", which is not granted
(module
  (import "env" "db_execute" (func $db_execute (param i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 16) "DELETE FROM ledger")
  (data (i32.const 64) "{\"status\":500,\"body\":{\"message\":\"refused\"}}\00")
  (func (export "init") (result i32) (i32.const 0))
  (func (export "handle") (param i32 i32) (result i32)
    (drop (call $db_execute (i32.const 16) (i32.const 18)))
    (i32.const 64)))
