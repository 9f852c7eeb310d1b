;; SPDX-License-Identifier: Apache-2.0
;; attack: has line breaks, ANSI codes and SQL in an import's name
;; register: 22W03 DROP TABLE ledger
(module
  (import "env\0aFATAL: \1b[31m" "x'); DROP TABLE ledger; --\00" (func))
  (memory (export "memory") 1)
  (func (export "alloc") (param i32) (result i32) (i32.const 1024))
  (func (export "transform") (param $ptr i32) (param $len i32) (result i64)
    (i64.or
      (i64.shl (i64.extend_i32_u (local.get $ptr)) (i64.const 32))
      (i64.extend_i32_u (local.get $len)))))
