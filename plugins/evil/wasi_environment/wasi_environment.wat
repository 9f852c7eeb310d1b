;; SPDX-License-Identifier: Apache-2.0
;; attack: looks for variables and arguments of the process: there are none
(module
  (import "wasi_snapshot_preview1" "environ_sizes_get" (func $environ_sizes_get (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "environ_get" (func $environ_get (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "args_sizes_get" (func $args_sizes_get (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "args_get" (func $args_get (param i32 i32) (result i32)))
  (memory (export "memory") 1)
  (func (export "alloc") (param i32) (result i32) (i32.const 1024))
  (func (export "transform") (param $ptr i32) (param $len i32) (result i64)
    (if (i32.eq (local.get $len) (i32.const 6))
      (then
        (i64.store (i32.const 16) (i64.const -1))
        (i64.store (i32.const 24) (i64.const -1))
        (drop (call $environ_sizes_get (i32.const 16) (i32.const 20)))
        (drop (call $args_sizes_get (i32.const 24) (i32.const 28)))
        (drop (call $environ_get (i32.const 2048) (i32.const 4096)))
        (drop (call $args_get (i32.const 2048) (i32.const 4096)))
        (if (i64.ne (i64.or (i64.or (i64.load (i32.const 16)) (i64.load (i32.const 24))) (i64.or (i64.load (i32.const 2048)) (i64.load (i32.const 4096)))) (i64.const 0))
          (then (unreachable)))))
    (i64.or
      (i64.shl (i64.extend_i32_u (local.get $ptr)) (i64.const 32))
      (i64.extend_i32_u (local.get $len)))))
