;; SPDX-License-Identifier: Apache-2.0
;; attack: keeps a third of its memory with every row
;; options: {"limits":{"memoryBytes":4194304}}
;; statement: SELECT COUNT(WASM_TRANSFORM('memory_bomb_by_rows', v)) FROM (VALUES ('attack'), ('attack'), ('attack'), ('attack'), ('attack'), ('attack'), ('attack'), ('attack')) AS t(v)
;; call: answers 8
(module
  (memory (export "memory") 1)
  (func (export "alloc") (param i32) (result i32) (i32.const 1024))
  (func (export "transform") (param $ptr i32) (param $len i32) (result i64)
    (if (i32.eq (local.get $len) (i32.const 6))
      (then
        (drop (memory.grow (i32.const 20)))))
    (i64.or
      (i64.shl (i64.extend_i32_u (local.get $ptr)) (i64.const 32))
      (i64.extend_i32_u (local.get $len)))))
