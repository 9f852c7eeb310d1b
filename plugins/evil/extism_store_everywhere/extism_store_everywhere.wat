;; SPDX-License-Identifier: Apache-2.0
;; attack: stores at every address of the kernel's memory below its first block, and far beyond
(module
  (import "extism:host/env" "store_u8" (func $store_u8 (param i64 i32)))
  (import "extism:host/env" "store_u64" (func $store_u64 (param i64 i64)))
  (import "extism:host/env" "input_offset" (func $input_offset (result i64)))
  (import "extism:host/env" "input_length" (func $input_length (result i64)))
  (import "extism:host/env" "output_set" (func $output_set (param i64 i64)))
  (func (export "run") (result i32)
    (local $at i64)
    (if (i64.eq (call $input_length) (i64.const 6))
      (then
        (loop $all
          (call $store_u8 (local.get $at) (i32.const 255))
          (call $store_u64 (local.get $at) (i64.const -1))
          (local.set $at (i64.add (local.get $at) (i64.const 1)))
          (br_if $all (i64.lt_u (local.get $at) (i64.const 128))))
        (call $store_u8 (i64.const -1) (i32.const 255))
        (call $store_u64 (i64.const -1) (i64.const -1))
        (call $store_u64 (i64.const -8) (i64.const -1))
        (call $store_u64 (i64.const 0x1_0000_0000) (i64.const -1))
        (call $store_u64 (i64.const 0xffff_fffc) (i64.const -1))))
    (call $output_set (call $input_offset) (call $input_length))
    (i32.const 0)))
