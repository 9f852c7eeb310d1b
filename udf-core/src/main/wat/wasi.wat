;; The WASI functions that need the guest's memory. Linked after the guest; it puts them into the
;; table of wasi_trampolines.wat. Engine neutral. It owns nothing; what lasts is in control.wat.
;;
;; Every pointer comes from the guest. Loads and stores check it against the guest's memory and trap
;; where it is wrong; a sum that wraps around only names another place in that same memory.
;;
;; Error numbers: 0 success, 8 EBADF, 28 EINVAL.
(module
  ;; The same three types under the same indices as in wasi_trampolines.wat: Endive 1.0.0 compares
  ;; indices where a module calls another's function through a table.
  (type $ii_i (func (param i32 i32) (result i32)))
  (type $ili_i (func (param i32 i64 i32) (result i32)))
  (type $iiii_i (func (param i32 i32 i32 i32) (result i32)))

  (import "guest" "memory" (memory 0))
  (import "wasi_trampolines" "table" (table 8 funcref))
  (import "control" "require" (func $require (param i32)))
  (import "control" "clock" (func $clock (param i32) (result i64)))
  (import "control" "random" (func $random (result i64)))
  (import "control" "log_room" (func $log_room (param i32) (result i32 i32)))
  (import "control" "log_commit" (func $log_commit (param i32 i32)))
  (import "control" "store8" (func $store8 (param i32 i64)))

  (elem (i32.const 0)
    $sizes_get $clock_res_get $clock_time_get $fd_fdstat_get $fd_filestat_get $fd_read $fd_write
    $random_get)

  ;; No arguments, no variables.
  (func $sizes_get (param $count i32) (param $bytes i32) (result i32)
    (i32.store (local.get $count) (i32.const 0))
    (i32.store (local.get $bytes) (i32.const 0))
    (i32.const 0))

  ;; Clocks: 0 real time, 1 monotonic. There is no time of the processor to give.
  (func $clock_res_get (param $id i32) (param $answer i32) (result i32)
    (if (i32.gt_u (local.get $id) (i32.const 1))
      (then (return (i32.const 28))))
    (i64.store (local.get $answer) (i64.const 1000))
    (i32.const 0))

  (func $clock_time_get (param $id i32) (param $precision i64) (param $answer i32) (result i32)
    (if (i32.gt_u (local.get $id) (i32.const 1))
      (then (return (i32.const 28))))
    (i64.store (local.get $answer) (call $clock (local.get $id)))
    (i32.const 0))

  ;; The standard streams are character devices without a position, which makes a C library flush
  ;; them at the end of each line. Rights: 2 to read, 64 to write.
  (func $fd_fdstat_get (param $fd i32) (param $answer i32) (result i32)
    (if (i32.gt_u (local.get $fd) (i32.const 2))
      (then (return (i32.const 8))))
    (i64.store (local.get $answer) (i64.const 2))
    (i64.store offset=8 (local.get $answer)
      (select (i64.const 64) (i64.const 2) (local.get $fd)))
    (i64.store offset=16 (local.get $answer) (i64.const 0))
    (i32.const 0))

  ;; 64 bytes: at 16 the type, everything else unknown.
  (func $fd_filestat_get (param $fd i32) (param $answer i32) (result i32)
    (if (i32.gt_u (local.get $fd) (i32.const 2))
      (then (return (i32.const 8))))
    (memory.fill (local.get $answer) (i32.const 0) (i32.const 64))
    (i32.store8 offset=16 (local.get $answer) (i32.const 2))
    (i32.const 0))

  ;; Standard input is at its end.
  (func $fd_read
    (param $fd i32) (param $vectors i32) (param $count i32) (param $answer i32) (result i32)
    (if (local.get $fd)
      (then (return (i32.const 8))))
    (i32.store (local.get $answer) (i32.const 0))
    (i32.const 0))

  ;; Standard output and error: each buffer becomes a record of the log.
  (func $fd_write
    (param $fd i32) (param $vectors i32) (param $count i32) (param $answer i32) (result i32)
    (local $total i32)
    (if (i32.gt_u (i32.sub (local.get $fd) (i32.const 1)) (i32.const 1))
      (then (return (i32.const 8))))
    (if (i32.gt_u (local.get $count) (i32.const 1024))
      (then (return (i32.const 28))))
    (block $done
      (loop $buffers
        (br_if $done (i32.eqz (local.get $count)))
        (call $log
          (local.get $fd)
          (i32.load (local.get $vectors))
          (i32.load offset=4 (local.get $vectors)))
        (local.set $total
          (i32.add (local.get $total) (i32.load offset=4 (local.get $vectors))))
        (local.set $vectors (i32.add (local.get $vectors) (i32.const 8)))
        (local.set $count (i32.sub (local.get $count) (i32.const 1)))
        (br $buffers)))
    (i32.store (local.get $answer) (local.get $total))
    (i32.const 0))

  (func $log (param $fd i32) (param $from i32) (param $length i32)
    (local $at i32) (local $left i32)
    (call $log_room (local.get $length))
    (local.set $length)
    (local.set $at)
    (if (i32.eqz (local.get $length))
      (then (return)))
    (local.set $left (local.get $length))
    (block $tail
      (loop $words
        (br_if $tail (i32.lt_u (local.get $left) (i32.const 8)))
        (call $store8 (local.get $at) (i64.load (local.get $from)))
        (local.set $at (i32.add (local.get $at) (i32.const 8)))
        (local.set $from (i32.add (local.get $from) (i32.const 8)))
        (local.set $left (i32.sub (local.get $left) (i32.const 8)))
        (br $words)))
    (block $done
      (loop $bytes
        (br_if $done (i32.eqz (local.get $left)))
        (call $store8 (local.get $at) (i64.load8_u (local.get $from)))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (local.set $from (i32.add (local.get $from) (i32.const 1)))
        (local.set $left (i32.sub (local.get $left) (i32.const 1)))
        (br $bytes)))
    (call $log_commit (local.get $fd) (local.get $length)))

  (func $random_get (param $to i32) (param $length i32) (result i32)
    (local $bytes i64)
    (call $require (i32.const 4))
    (block $tail
      (loop $words
        (br_if $tail (i32.lt_u (local.get $length) (i32.const 8)))
        (i64.store (local.get $to) (call $random))
        (local.set $to (i32.add (local.get $to) (i32.const 8)))
        (local.set $length (i32.sub (local.get $length) (i32.const 8)))
        (br $words)))
    (if (i32.eqz (local.get $length))
      (then (return (i32.const 0))))
    (local.set $bytes (call $random))
    (loop $bytes
      (i64.store8 (local.get $to) (local.get $bytes))
      (local.set $bytes (i64.shr_u (local.get $bytes) (i64.const 8)))
      (local.set $to (i32.add (local.get $to) (i32.const 1)))
      (local.set $length (i32.sub (local.get $length) (i32.const 1)))
      (br_if $bytes (local.get $length)))
    (i32.const 0)))
