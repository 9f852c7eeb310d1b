;; SPDX-License-Identifier: Apache-2.0
;; attack: has ANSI codes, NUL and a line break in its description: text like any other
;; statement: SELECT DESCRIPTION FROM WASM.PLUGINS WHERE PLUGIN = 'description_control_characters'
;; call: answers \033[31mred\0\n
(module
  (memory (export "memory") 1)
  (func (export "alloc") (param i32) (result i32) (i32.const 1024))
  (func (export "transform") (param $ptr i32) (param $len i32) (result i64)
    (i64.or
      (i64.shl (i64.extend_i32_u (local.get $ptr)) (i64.const 32))
      (i64.extend_i32_u (local.get $len))))
  (func (export "plugin_description") (result i64) (i64.const 0x000000400000000a))
  (data (i32.const 64) "\1b[31mred\00\0a"))
