;; SPDX-License-Identifier: Apache-2.0
;; attack: overwrites the records of the variables that it has set
;; call: 38W05 overwritten
(module
  (import "extism:host/env" "alloc" (func $alloc (param i64) (result i64)))
  (import "extism:host/env" "store_u64" (func $store_u64 (param i64 i64)))
  (import "extism:host/env" "var_set" (func $var_set (param i64 i64)))
  (import "extism:host/env" "input_offset" (func $input_offset (result i64)))
  (import "extism:host/env" "input_length" (func $input_length (result i64)))
  (import "extism:host/env" "output_set" (func $output_set (param i64 i64)))
  (func (export "run") (result i32)
    (local $at i64) (local $end i64)
    (if (i64.eq (call $input_length) (i64.const 6))
      (then
        (call $var_set (call $alloc (i64.const 8)) (call $alloc (i64.const 8)))
        (local.set $end (call $alloc (i64.const 70000)))
        (local.set $at (i64.add (call $input_offset) (i64.const 16)))
        ;; Each word becomes a link to itself of a kind that there is not.
        (loop $all
          (call $store_u64
            (local.get $at)
            (i64.or (i64.const 0x7777_7777_0000_0000) (local.get $at)))
          (local.set $at (i64.add (local.get $at) (i64.const 8)))
          (br_if $all (i64.lt_u (local.get $at) (local.get $end))))))
    (call $output_set (call $input_offset) (call $input_length))
    (i32.const 0)))
