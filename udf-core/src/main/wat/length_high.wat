;; A function that packs its result as length << 32 | pointer, for those who expect the pointer above.
;; Engine neutral. It owns nothing.
(module
  (import "guest" "function" (func $function (param i32 i32) (result i64)))

  (func (export "function") (param $pointer i32) (param $length i32) (result i64)
    (i64.rotl (call $function (local.get $pointer) (local.get $length)) (i64.const 32))))
