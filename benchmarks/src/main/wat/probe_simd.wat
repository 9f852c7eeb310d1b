;; SPDX-License-Identifier: Apache-2.0
;; The same as probe.wat, sixteen bytes at a time.
(module
  (memory (export "memory") 18)

  (func (export "alloc") (param $size i32) (result i32)
    (select (i32.const 16) (i32.const 0)
      (i32.le_u (local.get $size) (i32.const 0x110000))))

  (func (export "transform") (param $at i32) (param $length i32) (result i64)
    (local $loops i32)
    (local.set $loops (i32.load (local.get $at)))
    (block $done
      (loop $again
        (br_if $done (i32.eqz (local.get $loops)))
        (call $upper
          (i32.add (local.get $at) (i32.const 8))
          (i32.add (local.get $at) (local.get $length)))
        (local.set $loops (i32.sub (local.get $loops) (i32.const 1)))
        (br $again)))
    (i64.or
      (i64.shl
        (i64.extend_i32_u (i32.add (local.get $at) (i32.const 8)))
        (i64.const 32))
      (i64.load32_u offset=4 (local.get $at))))

  ;; The last vector may reach up to 15 bytes behind the data: the buffer is larger than any row.
  (func $upper (param $at i32) (param $end i32)
    (local $bytes v128)
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $bytes (v128.load (local.get $at)))
        (v128.store (local.get $at)
          (i8x16.sub (local.get $bytes)
            (v128.and
              (i8x16.lt_u
                (i8x16.sub (local.get $bytes) (i8x16.splat (i32.const 97)))
                (i8x16.splat (i32.const 26)))
              (i8x16.splat (i32.const 32)))))
        (local.set $at (i32.add (local.get $at) (i32.const 16)))
        (br $next)))))
