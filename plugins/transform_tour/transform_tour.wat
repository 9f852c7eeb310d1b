;; SPDX-License-Identifier: Apache-2.0
;; A tour of everything a transform plugin may export, and of one import.
;;
;; The result is the input with its bytes in reverse order. Each call also writes the line
;; "transform_tour: <length> bytes" to standard output, which a host shows as a log line.
;; Without a call of _initialize before, everything is refused.
;;
;; Memory, in bytes:
;;     0  the two addresses and lengths that fd_write reads
;;    16  number of bytes written, an answer of fd_write
;;    32  name
;;    64  description
;;   160  first part of the log line
;;   192  second part of the log line: the digits end at 208, " bytes\n" follows
;;  1024  input; the output lies directly behind it
(module
  ;; file descriptor, addresses and lengths, how many of them, where to put the number written
  (import "wasi_snapshot_preview1" "fd_write"
    (func $fd_write (param i32 i32 i32 i32) (result i32)))

  (memory (export "memory") 1)

  (data (i32.const 32) "transform_tour")
  (data (i32.const 64) "Reverses bytes; uses every optional part of the transform ABI")
  (data (i32.const 160) "transform_tour: ")
  (data (i32.const 208) " bytes\n")

  (global $initialized (mut i32) (i32.const 0))
  (global $deallocations (mut i32) (i32.const 0))
  ;; How many bytes the input buffer was asked to hold.
  (global $input_size (mut i32) (i32.const 0))

  ;; Called once, before everything else. Initialising twice is an error of the host.
  (func (export "_initialize")
    global.get $initialized
    if
      unreachable
    end
    (global.set $initialized (i32.const 1)))

  ;; The input buffer, or 0 when the host gives no more memory.
  (func (export "alloc") (param $size i32) (result i32)
    (call $reserve (i64.add (i64.const 1024) (i64.extend_i32_u (local.get $size))))
    i32.eqz
    if
      i32.const 0
      return
    end
    (global.set $input_size (local.get $size))
    i32.const 1024)

  ;; There is one buffer and it is used again, so there is nothing to free: the call is counted.
  (func (export "dealloc") (param $address i32) (param $size i32)
    (global.set $deallocations (i32.add (global.get $deallocations) (i32.const 1))))

  ;; How often the host has given back an input buffer.
  (func (export "dealloc_count") (result i32)
    global.get $deallocations)

  (func (export "transform") (param $address i32) (param $length i32) (result i64)
    (local $output i32)
    (call $may_read (local.get $address) (local.get $length))
    i32.eqz
    if
      i64.const 0
      return
    end
    (local.set $output (i32.add (i32.const 1024) (global.get $input_size)))
    (call $reserve
      (i64.add (i64.extend_i32_u (local.get $output)) (i64.extend_i32_u (local.get $length))))
    i32.eqz
    if
      i64.const 0
      return
    end
    (call $reverse (local.get $address) (local.get $length) (local.get $output))
    (call $log (local.get $length))
    (i64.or
      (i64.shl (i64.extend_i32_u (local.get $output)) (i64.const 32))
      (i64.extend_i32_u (local.get $length))))

  (func (export "plugin_version") (result i32)
    i32.const 7)

  (func (export "plugin_name") (result i64)
    i64.const 0x000000200000000e) ;; address 32, 14 bytes

  (func (export "plugin_description") (result i64)
    i64.const 0x000000400000003d) ;; address 64, 61 bytes

  ;; Whether _initialize has run, and these bytes lie in the input buffer.
  (func $may_read (param $address i32) (param $length i32) (result i32)
    global.get $initialized
    (i32.ge_u (local.get $address) (i32.const 1024))
    i32.and
    (i64.le_u
      (i64.add (i64.extend_i32_u (local.get $address)) (i64.extend_i32_u (local.get $length)))
      (i64.add (i64.const 1024) (i64.extend_i32_u (global.get $input_size))))
    i32.and)

  ;; Makes the memory below $end usable; 0 when the host gives no more.
  (func $reserve (param $end i64) (result i32)
    (local $pages i32)
    (i64.shr_u (i64.add (local.get $end) (i64.const 65535)) (i64.const 16))
    i32.wrap_i64
    memory.size
    i32.sub
    local.tee $pages
    i32.const 0
    i32.le_s
    if
      i32.const 1
      return
    end
    (i32.ne (memory.grow (local.get $pages)) (i32.const -1)))

  (func $reverse (param $from i32) (param $length i32) (param $to i32)
    (local $left i32)
    (local.set $left (local.get $length))
    loop $next
      local.get $left
      if
        (local.set $left (i32.sub (local.get $left) (i32.const 1)))
        (i32.store8 (local.get $to) (i32.load8_u (i32.add (local.get $from) (local.get $left))))
        (local.set $to (i32.add (local.get $to) (i32.const 1)))
        br $next
      end
    end)

  ;; Writes the log line. That it could not be written is no reason to refuse the input.
  (func $log (param $length i32)
    (local $digits i32)
    (local.set $digits (call $write_decimal (local.get $length)))
    (i32.store (i32.const 0) (i32.const 160))
    (i32.store (i32.const 4) (i32.const 16))
    (i32.store (i32.const 8) (local.get $digits))
    (i32.store (i32.const 12) (i32.sub (i32.const 215) (local.get $digits)))
    (drop (call $fd_write (i32.const 1) (i32.const 0) (i32.const 2) (i32.const 16))))

  ;; Writes a number so that its last digit lies at 207; returns where the first one lies.
  (func $write_decimal (param $number i32) (result i32)
    (local $at i32)
    (local.set $at (i32.const 208))
    loop $next
      (local.set $at (i32.sub (local.get $at) (i32.const 1)))
      (i32.store8 (local.get $at)
        (i32.add (i32.const 48) (i32.rem_u (local.get $number) (i32.const 10))))
      (local.set $number (i32.div_u (local.get $number) (i32.const 10)))
      (br_if $next (local.get $number))
    end
    local.get $at))
