;; SPDX-License-Identifier: Apache-2.0
;; The variants of the transform ABI that rs3gw's own examples use: other names of the allocator, a
;; result with its length in the upper half, and parameters in a buffer of their own.
;;
;;   transform_with_length   upper-cases ASCII letters
;;   transform_with_params   leaves out every byte that the parameters hold
;;   reverse                 an export of the usual form: pointer in the upper half
;;
;; All of them work where the input lies.
(module
  (memory (export "memory") 1)
  (global $next (mut i32) (i32.const 1024))
  (global $held (mut i32) (i32.const 0))

  ;; Counts upwards; begins anew once everything was given back.
  (func (export "allocate") (param $size i32) (result i32)
    (local $at i32)
    (if (i32.eqz (global.get $held))
      (then (global.set $next (i32.const 1024))))
    (local.set $at (global.get $next))
    (if (i32.gt_u (local.get $size) (i32.const 0x4000_0000))
      (then (return (i32.const 0))))
    (global.set $next
      (i32.and (i32.add (i32.add (local.get $at) (local.get $size)) (i32.const 7)) (i32.const -8)))
    (block $fits
      (loop $more
        (br_if $fits (i32.ge_u (i32.shl (memory.size) (i32.const 16)) (global.get $next)))
        (if (i32.eq (memory.grow (i32.const 1)) (i32.const -1))
          (then
            (global.set $next (local.get $at))
            (return (i32.const 0))))
        (br $more)))
    (global.set $held (i32.add (global.get $held) (i32.const 1)))
    (local.get $at))

  (func (export "deallocate") (param i32 i32)
    (global.set $held (i32.sub (global.get $held) (i32.const 1))))

  (func $length_high (param $pointer i32) (param $length i32) (result i64)
    (i64.or
      (i64.shl (i64.extend_i32_u (local.get $length)) (i64.const 32))
      (i64.extend_i32_u (local.get $pointer))))

  (func (export "transform_with_length") (param $pointer i32) (param $length i32) (result i64)
    (local $at i32) (local $byte i32)
    (block $done
      (loop $bytes
        (br_if $done (i32.ge_u (local.get $at) (local.get $length)))
        (local.set $byte (i32.load8_u (i32.add (local.get $pointer) (local.get $at))))
        (if (i32.lt_u (i32.sub (local.get $byte) (i32.const 97)) (i32.const 26))
          (then
            (i32.store8
              (i32.add (local.get $pointer) (local.get $at))
              (i32.sub (local.get $byte) (i32.const 32)))))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (br $bytes)))
    (call $length_high (local.get $pointer) (local.get $length)))

  (func (export "transform_with_params")
    (param $pointer i32) (param $length i32) (param $parameters i32) (param $size i32) (result i64)
    (local $at i32) (local $to i32) (local $byte i32)
    (local.set $to (local.get $pointer))
    (block $done
      (loop $bytes
        (br_if $done (i32.ge_u (local.get $at) (local.get $length)))
        (local.set $byte (i32.load8_u (i32.add (local.get $pointer) (local.get $at))))
        (if (i32.eqz (call $holds (local.get $parameters) (local.get $size) (local.get $byte)))
          (then
            (i32.store8 (local.get $to) (local.get $byte))
            (local.set $to (i32.add (local.get $to) (i32.const 1)))))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (br $bytes)))
    (call $length_high
      (local.get $pointer)
      (i32.sub (local.get $to) (local.get $pointer))))

  (func $holds (param $pointer i32) (param $length i32) (param $byte i32) (result i32)
    (block $not
      (loop $bytes
        (br_if $not (i32.eqz (local.get $length)))
        (if (i32.eq (i32.load8_u (local.get $pointer)) (local.get $byte))
          (then (return (i32.const 1))))
        (local.set $pointer (i32.add (local.get $pointer) (i32.const 1)))
        (local.set $length (i32.sub (local.get $length) (i32.const 1)))
        (br $bytes)))
    (i32.const 0))

  (func (export "reverse") (param $pointer i32) (param $length i32) (result i64)
    (local $from i32) (local $to i32) (local $byte i32)
    (local.set $from (local.get $pointer))
    (local.set $to (i32.sub (i32.add (local.get $pointer) (local.get $length)) (i32.const 1)))
    (block $done
      (loop $pairs
        (br_if $done (i32.ge_s (local.get $from) (local.get $to)))
        (local.set $byte (i32.load8_u (local.get $from)))
        (i32.store8 (local.get $from) (i32.load8_u (local.get $to)))
        (i32.store8 (local.get $to) (local.get $byte))
        (local.set $from (i32.add (local.get $from) (i32.const 1)))
        (local.set $to (i32.sub (local.get $to) (i32.const 1)))
        (br $pairs)))
    (i64.or
      (i64.shl (i64.extend_i32_u (local.get $pointer)) (i64.const 32))
      (i64.extend_i32_u (local.get $length)))))
