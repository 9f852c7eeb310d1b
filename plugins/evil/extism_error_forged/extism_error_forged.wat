;; SPDX-License-Identifier: Apache-2.0
;; attack: forges the length of the block that holds its error
;; call: 38W05 outside
(module
  (import "extism:host/env" "alloc" (func $alloc (param i64) (result i64)))
  (import "extism:host/env" "store_u64" (func $store_u64 (param i64 i64)))
  (import "extism:host/env" "input_offset" (func $input_offset (result i64)))
  (import "extism:host/env" "input_length" (func $input_length (result i64)))
  (import "extism:host/env" "output_set" (func $output_set (param i64 i64)))
  (import "extism:host/env" "error_set" (func $error_set (param i64)))
  (func (export "run") (result i32)
    (local $block i64)
    (if (i64.eq (call $input_length) (i64.const 6))
      (then
        (local.set $block (call $alloc (i64.const 8)))
        (call $store_u64 (i64.sub (local.get $block) (i64.const 16)) (i64.const -1))
        (call $error_set (local.get $block)))
      (else (call $output_set (call $input_offset) (call $input_length))))
    (i32.const 0)))
