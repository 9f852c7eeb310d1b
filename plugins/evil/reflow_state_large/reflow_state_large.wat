;; SPDX-License-Identifier: Apache-2.0
;; attack: an actor whose result has a state of three megabytes
;; statement: SELECT WASM_TRANSFORM('reflow_state_large', '{}')
;; call: 38W04 bytes that the plugin keeps
;; next: 22032 the input is not JSON
(module
  (import "extism:host/env" "alloc" (func $alloc (param i64) (result i64)))
  (import "extism:host/env" "store_u8" (func $store_u8 (param i64 i32)))
  (import "extism:host/env" "output_set" (func $output_set (param i64 i64)))
  (memory (export "memory") 1)
  (data (i32.const 16) "{\"component\":\"c\"}")
  (data (i32.const 64) "{\"outputs\":{},\"state\":{\"k\":\"")
  (data (i32.const 128) "\"}}")
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
  (func $copy (param $to i64) (param $at i32) (param $size i32)
    (local $i i32)
    (loop $bytes
      (call $store_u8
        (i64.add (local.get $to) (i64.extend_i32_u (local.get $i)))
        (i32.load8_u (i32.add (local.get $at) (local.get $i))))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $bytes (i32.lt_u (local.get $i) (local.get $size)))))
  (func (export "process") (result i32)
    (local $result i64) (local $i i64)
    (local.set $result (call $alloc (i64.const 3000000)))
    (loop $fill
      (call $store_u8 (i64.add (local.get $result) (local.get $i)) (i32.const 120))
      (local.set $i (i64.add (local.get $i) (i64.const 1)))
      (br_if $fill (i64.lt_u (local.get $i) (i64.const 3000000))))
    (call $copy (local.get $result) (i32.const 64) (i32.const 28))
    (call $copy
      (i64.add (local.get $result) (i64.const 2999997))
      (i32.const 128)
      (i32.const 3))
    (call $output_set (local.get $result) (i64.const 3000000))
    (i32.const 0)))
