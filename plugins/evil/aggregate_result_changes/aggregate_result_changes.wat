;; SPDX-License-Identifier: Apache-2.0
;; attack: answers another text each time it is asked for the same
;; statement: SELECT WASM_AGGREGATE('aggregate_result_changes', x) FROM (VALUES ('ok'), ('attack')) AS t(x)
;; call: answers 1
(module
  (memory (export "memory") 1)
  (data (i32.const 512) "0")
  (func (export "alloc") (param i32) (result i32) (i32.const 1024))
  (func (export "transform") (param $ptr i32) (param $len i32) (result i64)
    (i64.or
      (i64.shl (i64.extend_i32_u (local.get $ptr)) (i64.const 32))
      (i64.extend_i32_u (local.get $len))))
  (func (export "agg_new") (result i32)
    (i32.const 64))
  (func (export "agg_add") (param $s i32) (param $p i32) (param $n i32) (result i32)
    (i32.const 0))
  (func (export "agg_merge") (param $s i32) (param $p i32) (param $n i32) (result i32)
    (i32.const 0))
  (func (export "agg_state") (param $s i32) (result i64)
    (i64.const 0x40_0000_0004))
  (func (export "agg_result") (param $s i32) (result i64)
    (i32.store8 (i32.const 512) (i32.add (i32.load8_u (i32.const 512)) (i32.const 1)))
    (i64.const 0x200_0000_0001))
  (func (export "agg_free") (param $s i32)))
