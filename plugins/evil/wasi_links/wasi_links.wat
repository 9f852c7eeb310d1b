;; SPDX-License-Identifier: Apache-2.0
;; attack: makes links to files of the host, renames and reads them
;; call: 38W06 wasi.readDirs
(module
  (import "wasi_snapshot_preview1" "path_symlink" (func $path_symlink (param i32 i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "path_link" (func $path_link (param i32 i32 i32 i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "path_rename" (func $path_rename (param i32 i32 i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "path_readlink" (func $path_readlink (param i32 i32 i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (func (export "alloc") (param i32) (result i32) (i32.const 1024))
  (func (export "transform") (param $ptr i32) (param $len i32) (result i64)
    (if (i32.eq (local.get $len) (i32.const 6))
      (then
        (if (i32.eqz (call $path_symlink (i32.const 64) (i32.const 4) (i32.const 3) (i32.const 64) (i32.const 4))) (then (unreachable)))
        (if (i32.eqz (call $path_link (i32.const 3) (i32.const 0) (i32.const 64) (i32.const 4) (i32.const 3) (i32.const 64) (i32.const 4))) (then (unreachable)))
        (if (i32.eqz (call $path_rename (i32.const 3) (i32.const 64) (i32.const 4) (i32.const 3) (i32.const 64) (i32.const 4))) (then (unreachable)))
        (if (i32.eqz (call $path_readlink (i32.const 3) (i32.const 64) (i32.const 4) (i32.const 128) (i32.const 64) (i32.const 8))) (then (unreachable)))))
    (i64.or
      (i64.shl (i64.extend_i32_u (local.get $ptr)) (i64.const 32))
      (i64.extend_i32_u (local.get $len))))
  (data (i32.const 64) "/tmp"))
