;; SPDX-License-Identifier: Apache-2.0
;; Does as much or as little as its caller asks for, so that the parts of a call can be told apart.
;;
;; Input:  [u32 loops][u32 n][data]. Output: n bytes from where the data begins.
;; `loops` times the ASCII letters of the data are upper-cased in place, a byte at a time.
;; One buffer of 1 MiB serves every call.
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

  (func $upper (param $at i32) (param $end i32)
    (local $byte i32)
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $byte (i32.load8_u (local.get $at)))
        (i32.store8 (local.get $at)
          (i32.sub (local.get $byte)
            (i32.shl
              (i32.lt_u (i32.sub (local.get $byte) (i32.const 97)) (i32.const 26))
              (i32.const 5))))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (br $next)))))
