;; SPDX-License-Identifier: Apache-2.0
;; attack: asks the network that only the machine itself can reach, with all hosts wished for
;; options: {"capabilities":{"http":["*"]}}
;; call: 38W06 http
(module
  (import "extism:host/env" "alloc" (func $alloc (param i64) (result i64)))
  (import "extism:host/env" "store_u8" (func $store_u8 (param i64 i32)))
  (import "extism:host/env" "output_set" (func $output_set (param i64 i64)))
  (import "extism:host/env" "http_request" (func $http_request (param i64 i64) (result i64)))
  (import "extism:host/env" "input_offset" (func $input_offset (result i64)))
  (import "extism:host/env" "input_length" (func $input_length (result i64)))
  (memory (export "memory") 1)
  (data (i32.const 16) "{\"url\":\"http://169.254.169.254/latest\"}")
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
  (func (export "run") (result i32)
    (if (i64.eq (call $input_length) (i64.const 6))
      (then
        (drop
          (call $http_request (call $block (i32.const 16) (i32.const 39)) (i64.const 0)))))
    (call $output_set (call $input_offset) (call $input_length))
    (i32.const 0)))
