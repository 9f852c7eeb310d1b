;; SPDX-License-Identifier: Apache-2.0
;; attack: wants the address of its data written outside of its memory
;; call: 38W05 outside
(module
  (import "env" "ws_get_data" (func $get (param i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (func (export "alloc") (param i32) (result i32) (i32.const 1024))
  (func (export "start") (param $rid i32) (result i32)
    (drop (call $get (local.get $rid) (i32.const 8) (i32.const 12)))
    ;; Six bytes are the attack.
    (if (i32.ne (i32.load (i32.const 12)) (i32.const 6))
      (then (return (local.get $rid))))
    (call $get (local.get $rid) (i32.const 65534) (i32.const 12))))
