;; A function that answers a number instead of a packed result, for those who expect one: the number
;; goes to the control memory, and an empty result at the input stands for it; 0, which is a refusal,
;; for a number that is not above 0. Engine neutral. It owns nothing.
(module
  (import "guest" "function" (func $function (param i32 i32) (result i32)))
  (import "control" "number" (func $number (param i32)))

  (func (export "function") (param $pointer i32) (param $length i32) (result i64)
    (local $answer i32)
    (local.set $answer (call $function (local.get $pointer) (local.get $length)))
    (if (i32.le_s (local.get $answer) (i32.const 0))
      (then (return (i64.const 0))))
    (call $number (local.get $answer))
    (i64.shl (i64.extend_i32_u (local.get $pointer)) (i64.const 32))))
