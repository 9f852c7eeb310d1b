;; SPDX-License-Identifier: Apache-2.0
;; attack: has a name that is not UTF-8
;; register: 22021 plugin_name is not valid UTF-8
(module
  (memory (export "memory") 1)
  (func (export "alloc") (param i32) (result i32) (i32.const 1024))
  (func (export "transform") (param $ptr i32) (param $len i32) (result i64)
    (i64.or
      (i64.shl (i64.extend_i32_u (local.get $ptr)) (i64.const 32))
      (i64.extend_i32_u (local.get $len))))
  (func (export "plugin_name") (result i64) (i64.const 0x0000004000000003))
  (data (i32.const 64) "\ff\fe\fd"))
