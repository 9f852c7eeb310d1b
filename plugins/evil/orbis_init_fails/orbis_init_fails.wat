;; SPDX-License-Identifier: Apache-2.0
;; attack: does not begin
;; register: 38W02 the plugin did not begin (init answered 7)
(module
  (memory (export "memory") 1)
  (func (export "init") (result i32) (i32.const 7))
  (func (export "handle") (param i32 i32) (result i32) (i32.const 0)))
