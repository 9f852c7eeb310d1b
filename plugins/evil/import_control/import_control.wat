;; SPDX-License-Identifier: Apache-2.0
;; attack: imports a function of the host's own companion module
;; register: 22W03 control.exit
(module
  (import "control" "exit" (func (param i32)))
  (memory (export "memory") 1)
  (func (export "alloc") (param i32) (result i32) (i32.const 1024))
  (func (export "transform") (param $ptr i32) (param $len i32) (result i64)
    (i64.or
      (i64.shl (i64.extend_i32_u (local.get $ptr)) (i64.const 32))
      (i64.extend_i32_u (local.get $len)))))
