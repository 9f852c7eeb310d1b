;; SPDX-License-Identifier: Apache-2.0
;; attack: prints line breaks, carriage returns and ANSI codes, to look like another plugin
(module
  (import "wasi_snapshot_preview1" "fd_write"
    (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (func (export "alloc") (param i32) (result i32) (i32.const 1024))
  (func (export "transform") (param $ptr i32) (param $len i32) (result i64)
    (if (i32.eq (local.get $len) (i32.const 6))
      (then
        (drop (call $fd_write (i32.const 1) (i32.const 16) (i32.const 1) (i32.const 8)))))
    (i64.or
      (i64.shl (i64.extend_i32_u (local.get $ptr)) (i64.const 32))
      (i64.extend_i32_u (local.get $len))))
  (data (i32.const 16) "\40\00\00\00\45\00\00\00")
  (data (i32.const 64) "ok\0aplugin bystander version 1: I was here\0dplugin\1b[2J\1b[31mFATAL\00\7f\08\08\c2\85\0a"))
