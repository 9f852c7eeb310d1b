;; SPDX-License-Identifier: Apache-2.0
;; attack: names an output whose address and length fit 32 bits only when they are cut
;; call: 38W05 outside
(module
  (import "extism:host/env" "input_offset" (func $input_offset (result i64)))
  (import "extism:host/env" "input_length" (func $input_length (result i64)))
  (import "extism:host/env" "output_set" (func $output_set (param i64 i64)))
  (func (export "run") (result i32)
    (if (i64.eq (call $input_length) (i64.const 6))
      (then (call $output_set (i64.const 0x1_0000_0010) (i64.const 0x1_0000_0010)))
      (else (call $output_set (call $input_offset) (call $input_length))))
    (i32.const 0)))
