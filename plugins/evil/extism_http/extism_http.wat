;; SPDX-License-Identifier: Apache-2.0
;; attack: asks for a page on the network, which nobody has granted
;; call: 38W06 http
(module
  (import "extism:host/env" "http_request" (func $http_request (param i64 i64) (result i64)))
  (import "extism:host/env" "input_offset" (func $input_offset (result i64)))
  (import "extism:host/env" "input_length" (func $input_length (result i64)))
  (import "extism:host/env" "output_set" (func $output_set (param i64 i64)))
  (func (export "run") (result i32)
    (if (i64.eq (call $input_length) (i64.const 6))
      (then (drop (call $http_request (call $input_offset) (i64.const 0)))))
    (call $output_set (call $input_offset) (call $input_length))
    (i32.const 0)))
