;; SPDX-License-Identifier: Apache-2.0
;; attack: keeps a value in the database, which nobody has granted, and traps when it is refused
;; call: 38W06 capability "state", which is not granted
;; next: 38W06 capability "state", which is not granted
(module
  (import "env" "state_set" (func $state_set (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 16) "key\"value\"")
  (func (export "init") (result i32) (i32.const 1))
  (func (export "handle") (param i32 i32) (result i32)
    (if (i32.eqz
        (call $state_set (i32.const 16) (i32.const 3) (i32.const 19) (i32.const 7)))
      (then (unreachable)))
    (i32.const 0)))
