;; SPDX-License-Identifier: Apache-2.0
;; attack: answers the bytes of a state outside of its memory, once the host wants to keep them
;; statement: SELECT COUNT(s) FROM (SELECT WASM_AGGREGATE('aggregate_state_wild', 'x') OVER (ORDER BY n ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) AS s FROM (SELECT a.x + 10 * b.x + 100 * c.x + 1000 * d.x AS n FROM (VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) AS a(x), (VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) AS b(x), (VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) AS c(x), (VALUES (0), (1)) AS d(x)) AS r) AS w
;; call: 38W05 lies outside
(module
  (memory (export "memory") 1)
  (data (i32.const 512) "fine")
  (global $next (mut i32) (i32.const 0))
  (func (export "alloc") (param i32) (result i32) (i32.const 1024))
  (func (export "transform") (param $ptr i32) (param $len i32) (result i64)
    (i64.or
      (i64.shl (i64.extend_i32_u (local.get $ptr)) (i64.const 32))
      (i64.extend_i32_u (local.get $len))))
  (func (export "agg_new") (result i32)
    (global.set $next (i32.add (global.get $next) (i32.const 1)))
    (global.get $next))
  (func (export "agg_add") (param $s i32) (param $p i32) (param $n i32) (result i32)
    (i32.const 0))
  (func (export "agg_merge") (param $s i32) (param $p i32) (param $n i32) (result i32)
    (i32.const 0))
  (func (export "agg_state") (param $s i32) (result i64)
    (i64.const 0xffff_0000_ffff_ffff))
  (func (export "agg_result") (param $s i32) (result i64)
    (i64.const 0x200_0000_0004))
  (func (export "agg_free") (param $s i32)))
