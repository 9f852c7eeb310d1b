;; SPDX-License-Identifier: Apache-2.0
;; attack: never comes to its end, and answers what it has not
;; call: 22032 unreadable result
;; next: 22032 unreadable result
;; options: {"limits":{"timeMillis":200}}
(module
  (memory (export "memory") 1)
  (func (export "init") (result i32) (i32.const 0))
  (func (export "cleanup") (result i32) (loop $again (br $again)) (i32.const 0))
  (func (export "handle") (param i32 i32) (result i32) (i32.const 4096)))
