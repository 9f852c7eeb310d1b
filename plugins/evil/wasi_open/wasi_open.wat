;; SPDX-License-Identifier: Apache-2.0
;; attack: opens /etc/passwd under every descriptor from 0 to 999
;; call: 38W06 wasi.readDirs
(module
  (import "wasi_snapshot_preview1" "path_open"
    (func $open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (func (export "alloc") (param i32) (result i32) (i32.const 1024))
  (func (export "transform") (param $ptr i32) (param $len i32) (result i64) (local $fd i32)
    (if (i32.eq (local.get $len) (i32.const 6))
      (then
        (loop $l
          (if (i32.eqz (call $open (local.get $fd) (i32.const 0) (i32.const 64) (i32.const 11) (i32.const 0)
              (i64.const -1) (i64.const -1) (i32.const 0) (i32.const 8)))
            (then (unreachable)))
          (local.set $fd (i32.add (local.get $fd) (i32.const 1)))
          (br_if $l (i32.lt_u (local.get $fd) (i32.const 1000))))))
    (i64.or
      (i64.shl (i64.extend_i32_u (local.get $ptr)) (i64.const 32))
      (i64.extend_i32_u (local.get $len))))
  (data (i32.const 64) "/etc/passwd"))
