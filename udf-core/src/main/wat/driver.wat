;; Runs rows through one function of a guest, so that the host crosses into WebAssembly once for
;; many: for each row allocate(length) -> copy in -> function -> check -> copy out -> release.
;; It owns nothing; rows and results lie in the control memory (see control.wat).
;;
;; The guest is not trusted. Its pointers are added as 64-bit numbers and compared with its memory's
;; size before a byte is copied, so a wrong one can neither trap in the wrong place nor reach
;; anything but the guest's own memory. A row that is not done ends the run; when the guest traps,
;; CURRENT_ROW and PHASE say where. The rows before keep their results.
;;
;; A large row goes in three parts, allocate, function, release, between which the host copies
;; straight from and to the guest's memory: two more crossings cost less than two more copies then.
;;
;; Copies move 32 bytes per call between the two memories, then 16; what is left over is moved as
;; the last 16 (or 8) bytes once more, which overlap with what is there already.
(module
  (import "guest" "memory" (memory 0))
  (import "guest" "allocate" (func $allocate (param i32) (result i32)))
  (import "guest" "function" (func $function (param i32 i32) (result i64)))
  (import "guest" "release" (func $release (param i32 i32)))
  (import "control" "begin" (func $begin (result i32 i32)))
  (import "control" "phase" (func $phase (param i32)))
  (import "control" "finish" (func $finish (param i32) (result i32 i32)))
  (import "control" "stop" (func $stop (param i32 i32 i32 i32)))
  (import "control" "result_limit" (func $result_limit (result i32)))
  (import "control" "reserve" (func $reserve (param i32) (result i32)))
  (import "control" "load32" (func $load32 (param i32) (result i64 i64 i64 i64)))
  (import "control" "load16" (func $load16 (param i32) (result i64 i64)))
  (import "control" "load8" (func $load8 (param i32) (result i64)))
  (import "control" "store32" (func $store32 (param i32 i64 i64 i64 i64)))
  (import "control" "store16" (func $store16 (param i32 i64 i64)))
  (import "control" "store8" (func $store8 (param i32 i64)))

  ;; All rows from CURRENT_ROW on, up to the first that ends the run.
  (func (export "run")
    (local $at i32) (local $length i32)
    (call $begin)
    (local.set $length)
    (local.set $at)
    (loop $rows
      (if (i32.eqz (local.get $at))
        (then (return)))
      (call $row (local.get $at) (local.get $length))
      (local.set $length)
      (local.set $at)
      (br $rows)))

  ;; One row; answers the next, or (0, 0) where the run ends.
  (func $row (param $at i32) (param $length i32) (result i32 i32)
    (local $buffer i32) (local $packed i64)
    (local.set $buffer (call $allocate (local.get $length)))
    (if (i32.eqz (local.get $buffer))
      (then
        (call $stop (i32.const 2) (i32.const 0) (local.get $length) (memory.size))
        (return (i32.const 0) (i32.const 0))))
    (if (call $is_outside (local.get $buffer) (local.get $length))
      (then
        (call $stop (i32.const 4) (local.get $buffer) (local.get $length) (memory.size))
        (return (i32.const 0) (i32.const 0))))
    (call $copy_in (local.get $at) (local.get $buffer) (local.get $length))
    (call $phase (i32.const 2))
    (local.set $packed (call $function (local.get $buffer) (local.get $length)))
    (if (i64.eqz (local.get $packed))
      (then
        (call $phase (i32.const 3))
        (call $release (local.get $buffer) (local.get $length))
        (call $stop (i32.const 3) (i32.const 0) (i32.const 0) (memory.size))
        (return (i32.const 0) (i32.const 0))))
    (if (i32.eqz
          (call $take
            (i32.wrap_i64 (i64.shr_u (local.get $packed) (i64.const 32)))
            (i32.wrap_i64 (local.get $packed))))
      (then (return (i32.const 0) (i32.const 0))))
    (call $release (local.get $buffer) (local.get $length))
    (call $finish (memory.size)))

  ;; The large row in work.
  (global $buffer (mut i32) (i32.const 0))
  (global $size (mut i32) (i32.const 0))

  ;; Its first part; STATUS 0, and the range is where the host shall write the input.
  (func (export "large_allocate")
    (local $status i32)
    (call $begin)
    (global.set $size)
    (drop)
    (global.set $buffer (call $allocate (global.get $size)))
    (if (i32.eqz (global.get $buffer))
      (then (local.set $status (i32.const 2)))
      (else
        (if (call $is_outside (global.get $buffer) (global.get $size))
          (then (local.set $status (i32.const 4))))))
    (call $stop (local.get $status) (global.get $buffer) (global.get $size) (memory.size)))

  ;; Its second part; STATUS 0, and the range is where the host shall read the result.
  (func (export "large_function")
    (local $packed i64) (local $pointer i32) (local $length i32) (local $status i32)
    (call $phase (i32.const 2))
    (local.set $packed (call $function (global.get $buffer) (global.get $size)))
    (local.set $pointer (i32.wrap_i64 (i64.shr_u (local.get $packed) (i64.const 32))))
    (local.set $length (i32.wrap_i64 (local.get $packed)))
    (if (i64.eqz (local.get $packed))
      (then
        (call $phase (i32.const 3))
        (call $release (global.get $buffer) (global.get $size))
        (local.set $status (i32.const 3)))
      (else
        (if (call $is_outside (local.get $pointer) (local.get $length))
          (then (local.set $status (i32.const 5)))
          (else
            (if (i32.gt_u (local.get $length) (call $result_limit))
              (then (local.set $status (i32.const 6))))))))
    (call $stop (local.get $status) (local.get $pointer) (local.get $length) (memory.size)))

  ;; Its last part.
  (func (export "large_release")
    (call $phase (i32.const 3))
    (call $release (global.get $buffer) (global.get $size))
    (call $finish (memory.size))
    (drop)
    (drop))

  ;; Whether a byte of the range lies outside the guest's memory.
  (func $is_outside (param $pointer i32) (param $length i32) (result i32)
    (i64.gt_u
      (i64.add (i64.extend_i32_u (local.get $pointer)) (i64.extend_i32_u (local.get $length)))
      (i64.shl (i64.extend_i32_u (memory.size)) (i64.const 16))))

  ;; Checks a result and copies it out; answers whether it did.
  (func $take (param $pointer i32) (param $length i32) (result i32)
    (local $at i32) (local $status i32)
    (block $refused
      (local.set $status (i32.const 5))
      (br_if $refused (call $is_outside (local.get $pointer) (local.get $length)))
      (if (i32.eqz (local.tee $at (call $reserve (local.get $length))))
        (then
          (local.set $status
            (select (i32.const 6) (i32.const 7)
              (i32.gt_u (local.get $length) (call $result_limit))))
          (br $refused)))
      (call $copy_out (local.get $pointer) (local.get $at) (local.get $length))
      (return (i32.const 1)))
    (call $stop (local.get $status) (local.get $pointer) (local.get $length) (memory.size))
    (i32.const 0))

  ;; control memory -> guest memory
  (func $copy_in (param $from i32) (param $to i32) (param $length i32)
    (local $left i32) (local $a i64) (local $b i64) (local $c i64) (local $d i64)
    (if (i32.lt_u (local.get $length) (i32.const 16))
      (then
        (call $copy_in_short (local.get $from) (local.get $to) (local.get $length))
        (return)))
    (local.set $left (local.get $length))
    (block $done
      (loop $chunks
        (br_if $done (i32.lt_u (local.get $left) (i32.const 32)))
        (call $load32 (local.get $from))
        (local.set $d)
        (local.set $c)
        (local.set $b)
        (local.set $a)
        (i64.store (local.get $to) (local.get $a))
        (i64.store offset=8 (local.get $to) (local.get $b))
        (i64.store offset=16 (local.get $to) (local.get $c))
        (i64.store offset=24 (local.get $to) (local.get $d))
        (local.set $from (i32.add (local.get $from) (i32.const 32)))
        (local.set $to (i32.add (local.get $to) (i32.const 32)))
        (local.set $left (i32.sub (local.get $left) (i32.const 32)))
        (br $chunks)))
    (if (i32.ge_u (local.get $left) (i32.const 16))
      (then (call $copy_in_16 (local.get $from) (local.get $to))))
    (if (i32.and (local.get $left) (i32.const 15))
      (then
        (call $copy_in_16
          (i32.sub (i32.add (local.get $from) (local.get $left)) (i32.const 16))
          (i32.sub (i32.add (local.get $to) (local.get $left)) (i32.const 16))))))

  (func $copy_in_16 (param $from i32) (param $to i32)
    (local $a i64) (local $b i64)
    (call $load16 (local.get $from))
    (local.set $b)
    (local.set $a)
    (i64.store (local.get $to) (local.get $a))
    (i64.store offset=8 (local.get $to) (local.get $b)))

  ;; Fewer than 16 bytes.
  (func $copy_in_short (param $from i32) (param $to i32) (param $length i32)
    (local $bytes i64) (local $rest i32)
    (local.set $bytes (call $load8 (local.get $from)))
    (if (i32.ge_u (local.get $length) (i32.const 8))
      (then
        (i64.store (local.get $to) (local.get $bytes))
        (local.set $rest (i32.sub (local.get $length) (i32.const 8)))
        (i64.store
          (i32.add (local.get $to) (local.get $rest))
          (call $load8 (i32.add (local.get $from) (local.get $rest))))
        (return)))
    (if (i32.and (local.get $length) (i32.const 4))
      (then
        (i64.store32 (local.get $to) (local.get $bytes))
        (local.set $to (i32.add (local.get $to) (i32.const 4)))
        (local.set $bytes (i64.shr_u (local.get $bytes) (i64.const 32)))))
    (if (i32.and (local.get $length) (i32.const 2))
      (then
        (i64.store16 (local.get $to) (local.get $bytes))
        (local.set $to (i32.add (local.get $to) (i32.const 2)))
        (local.set $bytes (i64.shr_u (local.get $bytes) (i64.const 16)))))
    (if (i32.and (local.get $length) (i32.const 1))
      (then (i64.store8 (local.get $to) (local.get $bytes)))))

  ;; guest memory -> control memory
  (func $copy_out (param $from i32) (param $to i32) (param $length i32)
    (local $left i32)
    (if (i32.lt_u (local.get $length) (i32.const 16))
      (then
        (call $copy_out_short (local.get $from) (local.get $to) (local.get $length))
        (return)))
    (local.set $left (local.get $length))
    (block $done
      (loop $chunks
        (br_if $done (i32.lt_u (local.get $left) (i32.const 32)))
        (call $store32
          (local.get $to)
          (i64.load (local.get $from))
          (i64.load offset=8 (local.get $from))
          (i64.load offset=16 (local.get $from))
          (i64.load offset=24 (local.get $from)))
        (local.set $from (i32.add (local.get $from) (i32.const 32)))
        (local.set $to (i32.add (local.get $to) (i32.const 32)))
        (local.set $left (i32.sub (local.get $left) (i32.const 32)))
        (br $chunks)))
    (if (i32.ge_u (local.get $left) (i32.const 16))
      (then (call $copy_out_16 (local.get $from) (local.get $to))))
    (if (i32.and (local.get $left) (i32.const 15))
      (then
        (call $copy_out_16
          (i32.sub (i32.add (local.get $from) (local.get $left)) (i32.const 16))
          (i32.sub (i32.add (local.get $to) (local.get $left)) (i32.const 16))))))

  (func $copy_out_16 (param $from i32) (param $to i32)
    (call $store16
      (local.get $to)
      (i64.load (local.get $from))
      (i64.load offset=8 (local.get $from))))

  ;; Fewer than 16 bytes; reads nothing outside the range, for it may end where the memory ends.
  (func $copy_out_short (param $from i32) (param $to i32) (param $length i32)
    (local $bytes i64) (local $rest i32)
    (if (i32.ge_u (local.get $length) (i32.const 8))
      (then
        (call $store8 (local.get $to) (i64.load (local.get $from)))
        (local.set $rest (i32.sub (local.get $length) (i32.const 8)))
        (call $store8
          (i32.add (local.get $to) (local.get $rest))
          (i64.load (i32.add (local.get $from) (local.get $rest))))
        (return)))
    ;; From the last piece to the first, each shifted in below the former.
    (local.set $rest (i32.add (local.get $from) (local.get $length)))
    (if (i32.and (local.get $length) (i32.const 1))
      (then
        (local.set $rest (i32.sub (local.get $rest) (i32.const 1)))
        (local.set $bytes (i64.load8_u (local.get $rest)))))
    (if (i32.and (local.get $length) (i32.const 2))
      (then
        (local.set $rest (i32.sub (local.get $rest) (i32.const 2)))
        (local.set $bytes
          (i64.or
            (i64.shl (local.get $bytes) (i64.const 16))
            (i64.load16_u (local.get $rest))))))
    (if (i32.and (local.get $length) (i32.const 4))
      (then
        (local.set $rest (i32.sub (local.get $rest) (i32.const 4)))
        (local.set $bytes
          (i64.or
            (i64.shl (local.get $bytes) (i64.const 32))
            (i64.load32_u (local.get $rest))))))
    (call $store8 (local.get $to) (local.get $bytes))))
