;; SPDX-License-Identifier: Apache-2.0
;; attack: its alloc traps
;; call: 38W01 unreachable
(module
  (import "env" "ws_get_data" (func $get (param i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (func (export "alloc") (param i32) (result i32)
    (if (i32.eq (local.get 0) (i32.const 6))
      (then (unreachable)))
    (i32.const 1024))
  (func (export "start") (param $rid i32) (result i32)
    (drop (call $get (local.get $rid) (i32.const 8) (i32.const 12)))
    (local.get $rid)))
