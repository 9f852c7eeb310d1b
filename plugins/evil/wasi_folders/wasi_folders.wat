;; SPDX-License-Identifier: Apache-2.0
;; attack: looks for folders that the host has opened, and lists, makes and removes some
;; call: 38W06 wasi.readDirs
(module
  (import "wasi_snapshot_preview1" "fd_prestat_get" (func $fd_prestat_get (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_readdir" (func $fd_readdir (param i32 i32 i32 i64 i32) (result i32)))
  (import "wasi_snapshot_preview1" "path_create_directory" (func $path_create_directory (param i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "path_unlink_file" (func $path_unlink_file (param i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "path_remove_directory" (func $path_remove_directory (param i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (func (export "alloc") (param i32) (result i32) (i32.const 1024))
  (func (export "transform") (param $ptr i32) (param $len i32) (result i64)
    (if (i32.eq (local.get $len) (i32.const 6))
      (then
        (if (i32.eqz (call $fd_prestat_get (i32.const 3) (i32.const 8))) (then (unreachable)))
        (if (i32.eqz (call $fd_readdir (i32.const 3) (i32.const 128) (i32.const 512) (i64.const 0) (i32.const 8))) (then (unreachable)))
        (if (i32.eqz (call $path_create_directory (i32.const 3) (i32.const 64) (i32.const 4))) (then (unreachable)))
        (if (i32.eqz (call $path_unlink_file (i32.const 3) (i32.const 64) (i32.const 4))) (then (unreachable)))
        (if (i32.eqz (call $path_remove_directory (i32.const 3) (i32.const 64) (i32.const 4))) (then (unreachable)))))
    (i64.or
      (i64.shl (i64.extend_i32_u (local.get $ptr)) (i64.const 32))
      (i64.extend_i32_u (local.get $len))))
  (data (i32.const 64) "/tmp"))
