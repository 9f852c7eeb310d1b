;; SPDX-License-Identifier: Apache-2.0
;; Upper-cases ASCII letters, eight bytes at a time: an Extism plugin with one export to call.
(module
  (import "extism:host/env" "alloc" (func $alloc (param i64) (result i64)))
  (import "extism:host/env" "store_u8" (func $store_u8 (param i64 i32)))
  (import "extism:host/env" "store_u64" (func $store_u64 (param i64 i64)))
  (import "extism:host/env" "input_length" (func $input_length (result i64)))
  (import "extism:host/env" "input_load_u8" (func $input_load_u8 (param i64) (result i32)))
  (import "extism:host/env" "input_load_u64" (func $input_load_u64 (param i64) (result i64)))
  (import "extism:host/env" "output_set" (func $output_set (param i64 i64)))

  (memory (export "memory") 1)

  (func (export "upper") (result i32)
    (local $length i64) (local $at i64) (local $output i64)
    (local.set $length (call $input_length))
    (local.set $output (call $alloc (local.get $length)))
    (block $tail
      (loop $words
        (br_if $tail
          (i64.gt_u (i64.add (local.get $at) (i64.const 8)) (local.get $length)))
        (call $store_u64
          (i64.add (local.get $output) (local.get $at))
          (call $upper (call $input_load_u64 (local.get $at))))
        (local.set $at (i64.add (local.get $at) (i64.const 8)))
        (br $words)))
    (block $done
      (loop $bytes
        (br_if $done (i64.ge_u (local.get $at) (local.get $length)))
        (call $store_u8
          (i64.add (local.get $output) (local.get $at))
          (i32.wrap_i64
            (call $upper (i64.extend_i32_u (call $input_load_u8 (local.get $at))))))
        (local.set $at (i64.add (local.get $at) (i64.const 1)))
        (br $bytes)))
    (call $output_set (local.get $output) (local.get $length))
    (i32.const 0))

  ;; In each byte without its highest bit: bit 7 of x + 31 is set from "a" on, that of x + 5 behind
  ;; "z". Where only the first is, and the byte was ASCII, 32 is taken off.
  (func $upper (param $bytes i64) (result i64)
    (local $low i64)
    (local.set $low (i64.and (local.get $bytes) (i64.const 0x7f7f_7f7f_7f7f_7f7f)))
    (i64.sub
      (local.get $bytes)
      (i64.shr_u
        (i64.and
          (i64.and
            (i64.xor
              (i64.add (local.get $low) (i64.const 0x1f1f_1f1f_1f1f_1f1f))
              (i64.add (local.get $low) (i64.const 0x0505_0505_0505_0505)))
            (i64.xor (local.get $bytes) (i64.const -1)))
          (i64.const 0x8080_8080_8080_8080))
        (i64.const 2)))))
