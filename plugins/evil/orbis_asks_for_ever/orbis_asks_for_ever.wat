;; SPDX-License-Identifier: Apache-2.0
;; attack: asks its host without end
;; call: 38W04 calls of host functions in one call: limit 10,000
;; next: 38W04 calls of host functions in one call: limit 10,000
(module
  (import "env" "get_config" (func $get_config (param i32 i32) (result i32)))
  (memory (export "memory") 1)
  (func (export "init") (result i32) (i32.const 1))
  (func (export "handle") (param i32 i32) (result i32)
    (loop $again
      (drop (call $get_config (i32.const 0) (i32.const 1)))
      (br $again))
    (i32.const 0)))
