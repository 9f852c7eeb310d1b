;; SPDX-License-Identifier: Apache-2.0
;; attack: computes Collatz numbers until one does not end
;; options: {"limits":{"timeMillis":100}}
;; call: 38W03 time of one call in milliseconds: limit 100
(module
  (memory (export "memory") 1)
  (func (export "alloc") (param i32) (result i32) (i32.const 1024))
  (func (export "transform") (param $ptr i32) (param $len i32) (result i64) (local $n i64)
    (if (i32.eq (local.get $len) (i32.const 6))
      (then
        (loop $l
          (local.set $n
            (if (result i64) (i64.eqz (i64.rem_u (local.get $n) (i64.const 2)))
              (then (i64.div_u (local.get $n) (i64.const 2)))
              (else (i64.add (i64.mul (local.get $n) (i64.const 3)) (i64.const 1)))))
          (br_if $l (i64.ne (local.get $n) (i64.const -1))))))
    (i64.or
      (i64.shl (i64.extend_i32_u (local.get $ptr)) (i64.const 32))
      (i64.extend_i32_u (local.get $len)))))
