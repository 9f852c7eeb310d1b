;; SPDX-License-Identifier: Apache-2.0
;; attack: traps while it closes a cursor
;; table: [{"name":"n","type":"INTEGER"}]
;; call: answers 1|2
(module
  (memory (export "memory") 1)
  (global $chunk (mut i32) (i32.const 0))
  (data (i32.const 64) "1\0a2\0a")
  (func (export "alloc") (param i32) (result i32) (i32.const 1024))
  (func (export "transform") (param $ptr i32) (param $len i32) (result i64)
    (i64.or
      (i64.shl (i64.extend_i32_u (local.get $ptr)) (i64.const 32))
      (i64.extend_i32_u (local.get $len))))
  (func (export "table_open") (param i32 i32) (result i32)
    (i32.const 7))
  (func (export "table_next") (param $cursor i32) (result i64)
    (global.set $chunk (i32.add (global.get $chunk) (i32.const 1)))
    (if (i32.eq (global.get $chunk) (i32.const 1)) (then (return (i64.const 0x40_0000_0004))))
    (i64.const 0))
  (func (export "table_close") (param $cursor i32) (unreachable)))
