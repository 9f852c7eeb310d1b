;; SPDX-License-Identifier: Apache-2.0
;; attack: asks with ws_api_call for a page on the network, which nobody has granted
;; call: 38W06 http
(module
  (import "env" "ws_get_data" (func $get (param i32 i32 i32) (result i32)))
  (import "env" "ws_api_call" (func $send (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 64) "{\"Method\":\"GET\",\"Url\":\"http://a\"}")
  (func (export "alloc") (param i32) (result i32) (i32.const 1024))
  (func (export "start") (param $rid i32) (result i32)
    (drop (call $get (local.get $rid) (i32.const 8) (i32.const 12)))
    ;; Six bytes are the attack.
    (if (i32.ne (i32.load (i32.const 12)) (i32.const 6))
      (then (return (local.get $rid))))
    (drop (call $send (i32.const 64) (i32.const 33) (i32.const 16) (i32.const 20)))
    (local.get $rid)))
