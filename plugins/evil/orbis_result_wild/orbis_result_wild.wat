;; SPDX-License-Identifier: Apache-2.0
;; attack: answers a pointer outside its memory
;; call: 38W05 result at 4294967280
;; next: 38W05 result at 4294967280
(module
  (memory (export "memory") 1)
  (func (export "init") (result i32) (i32.const 0))
  (func (export "handle") (param i32 i32) (result i32) (i32.const -16)))
