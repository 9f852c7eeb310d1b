;; SPDX-License-Identifier: Apache-2.0
;; attack: asks the kernel for blocks without end
;; options: {"limits":{"timeMillis":500}}
;; call: 38W03 time
(module
  (import "extism:host/env" "alloc" (func $alloc (param i64) (result i64)))
  (import "extism:host/env" "input_offset" (func $input_offset (result i64)))
  (import "extism:host/env" "input_length" (func $input_length (result i64)))
  (import "extism:host/env" "output_set" (func $output_set (param i64 i64)))
  (func (export "run") (result i32)
    (if (i64.eq (call $input_length) (i64.const 6))
      (then (loop $ever (drop (call $alloc (i64.const 60000))) (br $ever))))
    (call $output_set (call $input_offset) (call $input_length))
    (i32.const 0)))
