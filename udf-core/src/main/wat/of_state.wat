;; A function of a state of the guest's, which stands in the row, for those who pass an input. There is
;; none, and no room is asked for it: an empty range at 1, where nobody reads or writes, stands for it.
;; Engine neutral. It owns nothing.
(module
  (import "guest" "function" (func $function (param i32) (result i64)))
  (import "control" "state" (func $state (result i32)))

  (func (export "allocate") (param i32) (result i32)
    (i32.const 1))

  (func (export "function") (param i32 i32) (result i64)
    (call $function (call $state))))
