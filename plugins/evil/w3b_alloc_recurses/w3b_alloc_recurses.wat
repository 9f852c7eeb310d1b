;; SPDX-License-Identifier: Apache-2.0
;; attack: asks for its data from within the alloc that is to give room for it
;; call: 38W01 deep
(module
  (import "env" "ws_get_data" (func $get (param i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (global $attacks (mut i32) (i32.const 0))
  (func (export "alloc") (param i32) (result i32)
    (if (i32.eq (local.get 0) (i32.const 6))
      (then (drop (call $get (global.get $attacks) (i32.const 8) (i32.const 12)))))
    (i32.const 1024))
  (func (export "start") (param $rid i32) (result i32)
    (global.set $attacks (local.get $rid))
    (drop (call $get (local.get $rid) (i32.const 8) (i32.const 12)))
    (local.get $rid)))
