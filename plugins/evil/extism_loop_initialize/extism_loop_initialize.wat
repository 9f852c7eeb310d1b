;; SPDX-License-Identifier: Apache-2.0
;; attack: never comes back from the start of its life as an Extism plugin
;; options: {"limits":{"timeMillis":500}}
;; register: 38W03 time
(module
  (import "extism:host/env" "input_length" (func $input_length (result i64)))
  (func (export "_initialize")
    (loop $ever (drop (call $input_length)) (br $ever)))
  (func (export "run") (result i32)
    (i32.const 0)))
