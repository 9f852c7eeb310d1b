;; SPDX-License-Identifier: Apache-2.0
;; attack: keeps variables until the host has no room for them
;; call: 38W04 keeps more
(module
  (import "extism:host/env" "alloc" (func $alloc (param i64) (result i64)))
  (import "extism:host/env" "store_u64" (func $store_u64 (param i64 i64)))
  (import "extism:host/env" "var_set" (func $var_set (param i64 i64)))
  (import "extism:host/env" "input_offset" (func $input_offset (result i64)))
  (import "extism:host/env" "input_length" (func $input_length (result i64)))
  (import "extism:host/env" "output_set" (func $output_set (param i64 i64)))
  (func (export "run") (result i32)
    (local $key i64) (local $number i64)
    (if (i64.eq (call $input_length) (i64.const 6))
      (then
        (loop $ever
          (local.set $key (call $alloc (i64.const 8)))
          (call $store_u64 (local.get $key) (local.get $number))
          (call $var_set (local.get $key) (call $alloc (i64.const 60000)))
          (local.set $number (i64.add (local.get $number) (i64.const 1)))
          (br $ever))))
    (call $output_set (call $input_offset) (call $input_length))
    (i32.const 0)))
