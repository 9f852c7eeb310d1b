;; SPDX-License-Identifier: Apache-2.0
;; attack: an actor whose metadata names two thousand ports
;; register: 22W02 more than 1000 ports
(module
  (import "extism:host/env" "alloc" (func $alloc (param i64) (result i64)))
  (import "extism:host/env" "store_u8" (func $store_u8 (param i64 i32)))
  (import "extism:host/env" "output_set" (func $output_set (param i64 i64)))
  (memory (export "memory") 1)
  (data (i32.const 16) "{\"component\":\"c\",\"inports\":[")
  (data (i32.const 64) "{\"name\":\"a\"},")
  (data (i32.const 96) "{}]}")
  (func $copy (param $to i64) (param $at i32) (param $size i32) (result i64)
    (local $i i32)
    (loop $bytes
      (call $store_u8
        (i64.add (local.get $to) (i64.extend_i32_u (local.get $i)))
        (i32.load8_u (i32.add (local.get $at) (local.get $i))))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $bytes (i32.lt_u (local.get $i) (local.get $size))))
    (i64.add (local.get $to) (i64.extend_i32_u (local.get $size))))
  (func (export "get_metadata") (result i32)
    (local $text i64) (local $at i64) (local $left i32)
    (local.set $text (call $alloc (i64.const 26032)))
    (local.set $at (call $copy (local.get $text) (i32.const 16) (i32.const 28)))
    (local.set $left (i32.const 2000))
    (loop $ports
      (local.set $at (call $copy (local.get $at) (i32.const 64) (i32.const 13)))
      (local.set $left (i32.sub (local.get $left) (i32.const 1)))
      (br_if $ports (local.get $left)))
    (drop (call $copy (local.get $at) (i32.const 96) (i32.const 4)))
    (call $output_set (local.get $text) (i64.const 26032))
    (i32.const 0))
  (func (export "process") (result i32) (i32.const 0)))
