;; SPDX-License-Identifier: Apache-2.0
;; attack: calls the host's functions without end
;; options: {"limits":{"timeMillis":500}}
;; call: 38W03 time
(module
  (import "extism:host/env" "alloc" (func $alloc (param i64) (result i64)))
  (import "extism:host/env" "config_get" (func $config_get (param i64) (result i64)))
  (import "extism:host/env" "log_info" (func $log_info (param i64)))
  (import "extism:host/env" "input_offset" (func $input_offset (result i64)))
  (import "extism:host/env" "input_length" (func $input_length (result i64)))
  (import "extism:host/env" "output_set" (func $output_set (param i64 i64)))
  (func (export "run") (result i32)
    (if (i64.eq (call $input_length) (i64.const 6))
      (then
        (loop $ever
          (drop (call $config_get (call $alloc (i64.const 5))))
          (call $log_info (call $alloc (i64.const 100)))
          (br $ever))))
    (call $output_set (call $input_offset) (call $input_length))
    (i32.const 0)))
