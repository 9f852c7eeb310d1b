;; SPDX-License-Identifier: Apache-2.0
;; attack: reads, writes, closes and renumbers descriptors that are not its own
(module
  (import "wasi_snapshot_preview1" "fd_pread" (func $fd_pread (param i32 i32 i32 i64 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_pwrite" (func $fd_pwrite (param i32 i32 i32 i64 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_seek" (func $fd_seek (param i32 i64 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_renumber" (func $fd_renumber (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_close" (func $fd_close (param i32) (result i32)))
  (memory (export "memory") 1)
  (func (export "alloc") (param i32) (result i32) (i32.const 1024))
  (func (export "transform") (param $ptr i32) (param $len i32) (result i64)
    (if (i32.eq (local.get $len) (i32.const 6))
      (then
        (if (i32.eqz (call $fd_pread (i32.const 3) (i32.const 16) (i32.const 1) (i64.const 0) (i32.const 8))) (then (unreachable)))
        (if (i32.eqz (call $fd_pwrite (i32.const 3) (i32.const 16) (i32.const 1) (i64.const 0) (i32.const 8))) (then (unreachable)))
        (if (i32.eqz (call $fd_seek (i32.const 3) (i64.const 0) (i32.const 0) (i32.const 8))) (then (unreachable)))
        (if (i32.eqz (call $fd_renumber (i32.const 4) (i32.const 1))) (then (unreachable)))
        (if (i32.eqz (call $fd_close (i32.const 4))) (then (unreachable)))))
    (i64.or
      (i64.shl (i64.extend_i32_u (local.get $ptr)) (i64.const 32))
      (i64.extend_i32_u (local.get $len)))))
