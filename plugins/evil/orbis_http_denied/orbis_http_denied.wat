;; SPDX-License-Identifier: Apache-2.0
;; attack: asks for a page of the own machine, which nobody has granted
;; call: 38W06 capability "http", which is not granted
;; next: 38W06 capability "http", which is not granted
(module
  (import "env" "http_request"
    (func $http_request (param i32 i32 i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 16) "GEThttp://127.0.0.1/")
  (func (export "init") (result i32) (i32.const 0))
  (func (export "handle") (param i32 i32) (result i32)
    (if (i32.eqz
        (call $http_request
          (i32.const 16) (i32.const 3) (i32.const 19) (i32.const 17) (i32.const 0) (i32.const 0)))
      (then (unreachable)))
    (i32.const 0)))
