;; A function that takes its parameters apart from its data, for those who have both in one buffer:
;; [u32 n][n bytes of parameters][data]. It packs its result as length << 32 | pointer; here the
;; pointer is above. Engine neutral. It owns nothing.
;;
;; The host wrote n, but the memory is the guest's: a wrong n names another place in that memory,
;; where the guest itself may trap.
(module
  (import "guest" "memory" (memory 0))
  (import "guest" "function" (func $function (param i32 i32 i32 i32) (result i64)))

  (func (export "function") (param $pointer i32) (param $length i32) (result i64)
    (local $size i32) (local $parameters i32)
    (local.set $size (i32.load (local.get $pointer)))
    (local.set $parameters (i32.add (local.get $pointer) (i32.const 4)))
    (i64.rotl
      (call $function
        (i32.add (local.get $parameters) (local.get $size))
        (i32.sub (i32.sub (local.get $length) (i32.const 4)) (local.get $size))
        (local.get $parameters)
        (local.get $size))
      (i64.const 32))))
