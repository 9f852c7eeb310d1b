;; SPDX-License-Identifier: Apache-2.0
;; attack: has its host write an answer outside its memory
;; call: 38W05 allocated range at 65532
;; next: 38W05 allocated range at 65532
(module
  (import "env" "crypto_random" (func $crypto_random (param i32) (result i32)))
  (memory (export "memory") 1)
  (global $calls (mut i32) (i32.const 0))
  (func (export "init") (result i32) (i32.const 0))
  (func (export "alloc") (param i32) (result i32)
    (global.set $calls (i32.add (global.get $calls) (i32.const 1)))
    (select (i32.const 1024) (i32.const 65532) (i32.eq (global.get $calls) (i32.const 1))))
  (func (export "handle") (param i32 i32) (result i32)
    (call $crypto_random (i32.const 16))))
