;; SPDX-License-Identifier: Apache-2.0
;; attack: takes a megabyte for each row, and traps when there is none
;; statement: SELECT COUNT(*) FROM (SELECT WASM_AGGREGATE('aggregate_bomb_in_add', 'x') AS s FROM (SELECT a.x + 10 * b.x AS n FROM (VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) AS a(x), (VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) AS b(x)) AS r) AS g WHERE s IS NOT NULL
;; call: 38W01 unreachable
(module
  (memory (export "memory") 1)
  (data (i32.const 512) "fine")
  (func (export "alloc") (param i32) (result i32) (i32.const 1024))
  (func (export "transform") (param $ptr i32) (param $len i32) (result i64)
    (i64.or
      (i64.shl (i64.extend_i32_u (local.get $ptr)) (i64.const 32))
      (i64.extend_i32_u (local.get $len))))
  (func (export "agg_new") (result i32)
    (i32.const 64))
  (func (export "agg_add") (param $s i32) (param $p i32) (param $n i32) (result i32)
    (if (i32.eq (memory.grow (i32.const 16)) (i32.const -1)) (then (unreachable)))
    (i32.const 0))
  (func (export "agg_merge") (param $s i32) (param $p i32) (param $n i32) (result i32)
    (i32.const 0))
  (func (export "agg_state") (param $s i32) (result i64)
    (i64.const 0x40_0000_0004))
  (func (export "agg_result") (param $s i32) (result i64)
    (i64.const 0x200_0000_0004))
  (func (export "agg_free") (param $s i32)))
