;; SPDX-License-Identifier: Apache-2.0
;; attack: its alloc gives room outside of its memory
;; call: 38W05 outside
(module
  (import "env" "ws_get_data" (func $get (param i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (func (export "alloc") (param i32) (result i32)
    (select (i32.const -8) (i32.const 1024) (i32.eq (local.get 0) (i32.const 6))))
  (func (export "start") (param $rid i32) (result i32)
    (drop (call $get (local.get $rid) (i32.const 8) (i32.const 12)))
    (local.get $rid)))
