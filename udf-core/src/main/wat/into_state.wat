;; A function that takes its input into a state of the guest's and answers 0 when it did, for those
;; who expect a packed result: an empty one at the input, or 0 for a refusal. Which state it is stands
;; in the row. Engine neutral. It owns nothing.
(module
  (import "guest" "function" (func $function (param i32 i32 i32) (result i32)))
  (import "control" "state" (func $state (result i32)))

  (func (export "function") (param $pointer i32) (param $length i32) (result i64)
    (if (call $function (call $state) (local.get $pointer) (local.get $length))
      (then (return (i64.const 0))))
    (i64.shl (i64.extend_i32_u (local.get $pointer)) (i64.const 32))))
