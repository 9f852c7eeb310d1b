;; SPDX-License-Identifier: Apache-2.0
;; attack: an actor that sends text to a port as a number
;; statement: SELECT WASM_TRANSFORM('reflow_ports_lying', '{}')
;; call: 22032 is of type Integer, but its value is string
;; next: 22032 the input is not JSON
(module
  (import "extism:host/env" "alloc" (func $alloc (param i64) (result i64)))
  (import "extism:host/env" "store_u8" (func $store_u8 (param i64 i32)))
  (import "extism:host/env" "output_set" (func $output_set (param i64 i64)))
  (memory (export "memory") 1)
  (data (i32.const 16) "{\"component\":\"c\"}")
  (data (i32.const 64) "{\"outputs\":{\"a\":{\"type\":\"Integer\",\"data\":\"\\u0000; DROP TABLE x\"}}}")
  ;; A block with a part of this memory.
  (func $block (param $at i32) (param $size i32) (result i64)
    (local $block i64) (local $i i32)
    (local.set $block (call $alloc (i64.extend_i32_u (local.get $size))))
    (loop $bytes
      (call $store_u8
        (i64.add (local.get $block) (i64.extend_i32_u (local.get $i)))
        (i32.load8_u (i32.add (local.get $at) (local.get $i))))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $bytes (i32.lt_u (local.get $i) (local.get $size))))
    (local.get $block))
  (func (export "get_metadata") (result i32)
    (call $output_set (call $block (i32.const 16) (i32.const 17)) (i64.const 17))
    (i32.const 0))
  (func (export "process") (result i32)
    (call $output_set (call $block (i32.const 64) (i32.const 66)) (i64.const 66))
    (i32.const 0)))
