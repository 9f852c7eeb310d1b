;; SPDX-License-Identifier: Apache-2.0
;; attack: keeps something in the database, which nobody has granted
;; call: 38W06 state
(module
  (import "env" "ws_get_data" (func $get (param i32 i32 i32) (result i32)))
  (import "env" "ws_set_db" (func $keep (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (func (export "alloc") (param i32) (result i32) (i32.const 1024))
  (func (export "start") (param $rid i32) (result i32)
    (drop (call $get (local.get $rid) (i32.const 8) (i32.const 12)))
    ;; Six bytes are the attack.
    (if (i32.ne (i32.load (i32.const 12)) (i32.const 6))
      (then (return (local.get $rid))))
    (drop (call $keep (i32.const 1024) (i32.const 6) (i32.const 1024) (i32.const 6)))
    (local.get $rid)))
