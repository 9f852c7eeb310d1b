;; SPDX-License-Identifier: Apache-2.0
;; attack: asks the kernel for blocks of every absurd length, and stores into what it got
(module
  (import "extism:host/env" "alloc" (func $alloc (param i64) (result i64)))
  (import "extism:host/env" "store_u64" (func $store_u64 (param i64 i64)))
  (import "extism:host/env" "input_offset" (func $input_offset (result i64)))
  (import "extism:host/env" "input_length" (func $input_length (result i64)))
  (import "extism:host/env" "output_set" (func $output_set (param i64 i64)))
  (func $try (param $length i64)
    (call $store_u64 (call $alloc (local.get $length)) (i64.const -1)))
  (func (export "run") (result i32)
    (if (i64.eq (call $input_length) (i64.const 6))
      (then
        (call $try (i64.const -1))
        (call $try (i64.const 0))
        (call $try (i64.const 0xffff_ffff))
        (call $try (i64.const 0x1_0000_0000))
        (call $try (i64.const 0x7fff_ffff_ffff_ffff))
        (call $try (i64.const 0x8000_0000))
        (call $try (i64.const 0x0400_0000))))
    (call $output_set (call $input_offset) (call $input_length))
    (i32.const 0)))
