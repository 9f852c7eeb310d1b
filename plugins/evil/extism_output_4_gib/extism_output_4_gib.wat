;; SPDX-License-Identifier: Apache-2.0
;; attack: names an output of four gigabytes, less one byte
;; call: 38W05 outside
(module
  (import "extism:host/env" "input_offset" (func $input_offset (result i64)))
  (import "extism:host/env" "input_length" (func $input_length (result i64)))
  (import "extism:host/env" "output_set" (func $output_set (param i64 i64)))
  (func (export "run") (result i32)
    (if (i64.eq (call $input_length) (i64.const 6))
      (then (call $output_set (call $input_offset) (i64.const 0xffff_ffff)))
      (else (call $output_set (call $input_offset) (call $input_length))))
    (i32.const 0)))
