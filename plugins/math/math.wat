;; Functions over numbers, to be called from SQL as they are: no memory, no allocator, no contract.
(module
  ;; The greatest common divisor of two numbers, never negative; of 0 and 0 it is 0.
  (func (export "gcd") (param $a i64) (param $b i64) (result i64)
    (local $rest i64)
    (block $done
      (loop $next
        (br_if $done (i64.eqz (local.get $b)))
        (local.set $rest (i64.rem_s (local.get $a) (local.get $b)))
        (local.set $a (local.get $b))
        (local.set $b (local.get $rest))
        (br $next)))
    (select
      (i64.sub (i64.const 0) (local.get $a))
      (local.get $a)
      (i64.lt_s (local.get $a) (i64.const 0))))

  ;; The next number; after the largest comes the smallest.
  (func (export "add_one") (param $x i64) (result i64)
    (i64.add (local.get $x) (i64.const 1)))

  ;; Integer division; a trap for 0, and for the smallest number by -1.
  (func (export "divide") (param $a i32) (param $b i32) (result i32)
    (i32.div_s (local.get $a) (local.get $b)))

  ;; Quotient and rest of a division, which is rounded towards zero; a trap for 0, and for the
  ;; smallest number by -1. Two results.
  (func (export "divmod") (param $a i64) (param $b i64) (result i64 i64)
    (i64.div_s (local.get $a) (local.get $b))
    (i64.rem_s (local.get $a) (local.get $b)))

  ;; Where a point lies: how far from the origin, and in which quadrant, from 1 to 4; 0 for the
  ;; axes. Two results of two types.
  (func (export "locate") (param $x f64) (param $y f64) (result f64 i32)
    (f64.sqrt
      (f64.add
        (f64.mul (local.get $x) (local.get $x))
        (f64.mul (local.get $y) (local.get $y))))
    (if (result i32) (f64.gt (f64.abs (f64.mul (local.get $x) (local.get $y))) (f64.const 0))
      (then
        (if (result i32) (f64.gt (local.get $y) (f64.const 0))
          (then (select (i32.const 1) (i32.const 2) (f64.gt (local.get $x) (f64.const 0))))
          (else (select (i32.const 4) (i32.const 3) (f64.gt (local.get $x) (f64.const 0))))))
      (else (i32.const 0))))

  ;; The length of the hypotenuse.
  (func (export "hypotenuse") (param $a f64) (param $b f64) (result f64)
    (f64.sqrt
      (f64.add
        (f64.mul (local.get $a) (local.get $a))
        (f64.mul (local.get $b) (local.get $b)))))

  ;; The mean of two numbers.
  (func (export "mean") (param $a f32) (param $b f32) (result f32)
    (f32.mul (f32.const 0.5) (f32.add (local.get $a) (local.get $b)))))
