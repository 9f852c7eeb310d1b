;; A function that ends a state of the guest's and answers nothing, for those who pass an input and
;; expect a result: as of_state, with an empty result. Engine neutral. It owns nothing.
(module
  (import "guest" "function" (func $function (param i32)))
  (import "control" "state" (func $state (result i32)))

  (func (export "allocate") (param i32) (result i32)
    (i32.const 1))

  (func (export "function") (param i32 i32) (result i64)
    (call $function (call $state))
    (i64.const 0x1_0000_0000)))
