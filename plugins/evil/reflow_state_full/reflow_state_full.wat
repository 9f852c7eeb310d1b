;; SPDX-License-Identifier: Apache-2.0
;; attack: an actor that keeps state until the host has no room for it
;; statement: SELECT WASM_TRANSFORM('reflow_state_full', '{}')
;; call: 38W04 keeps more
;; next: 22032 the input is not JSON
(module
  (import "extism:host/env" "alloc" (func $alloc (param i64) (result i64)))
  (import "extism:host/env" "store_u8" (func $store_u8 (param i64 i32)))
  (import "extism:host/env" "output_set" (func $output_set (param i64 i64)))
  (import "extism:host/user" "__set_state" (func $set_state (param i64 i64)))
  (memory (export "memory") 1)
  (data (i32.const 16) "{\"component\":\"c\"}")
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
    (local $key i64) (local $number i32)
    (loop $ever
      (local.set $key (call $alloc (i64.const 2)))
      (call $store_u8 (local.get $key) (local.get $number))
      (call $store_u8
        (i64.add (local.get $key) (i64.const 1))
        (i32.shr_u (local.get $number) (i32.const 8)))
      (call $set_state (local.get $key) (call $alloc (i64.const 60000)))
      (local.set $number (i32.add (local.get $number) (i32.const 1)))
      (br $ever))
    (unreachable)))
