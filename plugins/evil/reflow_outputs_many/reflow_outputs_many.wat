;; SPDX-License-Identifier: Apache-2.0
;; attack: an actor that sends as many outputs as its memory holds, and ends well
;; statement: SELECT WASM_TRANSFORM('reflow_outputs_many', '{}')
;; call: 38W04 what one call changes or sends
;; next: 22032 the input is not JSON
(module
  (import "extism:host/env" "alloc" (func $alloc (param i64) (result i64)))
  (import "extism:host/env" "store_u8" (func $store_u8 (param i64 i32)))
  (import "extism:host/env" "output_set" (func $output_set (param i64 i64)))
  (import "extism:host/user" "__send_output" (func $send_output (param i64)))
  (memory (export "memory") 1)
  (data (i32.const 16) "{\"component\":\"c\"}")
  (data (i32.const 64) "{\"a\":1}")
  (data (i32.const 96) "{\"outputs\":{}}")
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
    (local $output i64) (local $left i32)
    (local.set $output (call $block (i32.const 64) (i32.const 7)))
    (local.set $left (i32.const 200000))
    (loop $again
      (call $send_output (local.get $output))
      (local.set $left (i32.sub (local.get $left) (i32.const 1)))
      (br_if $again (local.get $left)))
    (call $output_set (call $block (i32.const 96) (i32.const 14)) (i64.const 14))
    (i32.const 0)))
