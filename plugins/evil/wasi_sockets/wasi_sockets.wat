;; SPDX-License-Identifier: Apache-2.0
;; attack: accepts, reads, writes and shuts down sockets: there are none
(module
  (import "wasi_snapshot_preview1" "sock_accept" (func $sock_accept (param i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "sock_recv" (func $sock_recv (param i32 i32 i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "sock_send" (func $sock_send (param i32 i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "sock_shutdown" (func $sock_shutdown (param i32 i32) (result i32)))
  (memory (export "memory") 1)
  (func (export "alloc") (param i32) (result i32) (i32.const 1024))
  (func (export "transform") (param $ptr i32) (param $len i32) (result i64)
    (if (i32.eq (local.get $len) (i32.const 6))
      (then
        (if (i32.eqz (call $sock_accept (i32.const 3) (i32.const 0) (i32.const 8))) (then (unreachable)))
        (if (i32.eqz (call $sock_recv (i32.const 3) (i32.const 16) (i32.const 1) (i32.const 0) (i32.const 8) (i32.const 12))) (then (unreachable)))
        (if (i32.eqz (call $sock_send (i32.const 3) (i32.const 16) (i32.const 1) (i32.const 0) (i32.const 8))) (then (unreachable)))
        (if (i32.eqz (call $sock_shutdown (i32.const 3) (i32.const 3))) (then (unreachable)))))
    (i64.or
      (i64.shl (i64.extend_i32_u (local.get $ptr)) (i64.const 32))
      (i64.extend_i32_u (local.get $len)))))
