;; SPDX-License-Identifier: Apache-2.0
;; attack: asks its host for ever
;; call: 38W04 calls of host functions
(module
  (import "env" "ws_get_data" (func $get (param i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (func (export "alloc") (param i32) (result i32) (i32.const 1024))
  (func (export "start") (param $rid i32) (result i32)
    (loop $again
      (drop (call $get (local.get $rid) (i32.const 8) (i32.const 12)))
      (br_if $again (i32.eq (i32.load (i32.const 12)) (i32.const 6))))
    (local.get $rid)))
