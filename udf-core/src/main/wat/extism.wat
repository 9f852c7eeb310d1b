;; What an Extism plugin imports: the kernel, whose memory is apart from the guest's, and the functions
;; of its host. So that they do not leave WebAssembly, the host lays what the guest may ask for into
;; this memory before a call, and reads what came of it afterwards. Only requests to the network are the
;; host's own work: it finds them in this memory, and lays their answers into blocks at the end. Engine neutral: no SIMD,
;; nothing beyond WebAssembly 2.0.
;;
;; Layout (the same in the Java class ExtismLayout); all numbers little-endian:
;;
;;      0 i32  HEAP_BASE      where blocks begin, a multiple of 16                host
;;      4 i32  HEAP_AT        where the next block goes                           both
;;      8 i32  MEMORY_LIMIT   bytes that this memory may have, unsigned           host
;;     12 i32  INPUT_AT       the input                                           both
;;     16 i32  INPUT_LENGTH                                                       both
;;     20 i32  OUTPUT_AT      the output, as the guest names it                   guest
;;     24 i32  OUTPUT_LENGTH                                                      guest
;;     28 i32  ERROR_AT       a block with the text of an error, or 0             guest
;;     32 i32  TABLE_END      behind the last entry of the table                  host
;;     36 i32  FIRST_CHANGE   the oldest of this call's changes, or 0             both
;;     40 i32  LAST_CHANGE    the youngest                                        both
;;     44 i32  KEPT_BYTES     of all that is kept: keys and values                both
;;     48 i32  KEPT_LIMIT     what they may come to                               host
;;     52 i32  LOG_LEVEL      the least that is logged: 0 trace .. 4 error        host
;;     64      FREE           13 lists of free blocks: of 16, 32 .. 65536 bytes   kernel
;;    128      TABLE          entries, one behind the other
;;
;; An entry of the table: i32 kind, i32 length of the key, i32 length of the value, key, value. Kinds:
;; 0 configuration, 1 variable, 2 state. A change is such an entry behind the address of the next
;; change (0 behind the last); its value has the length -1 where the entry is removed; kind 3 is an
;; output that was sent, without a key.
;;
;; A block: i32 length, i32 capacity, i32 mark, i32 nothing, data. A guest knows it by the address of
;; its data, and writes nothing but blocks; yet it may write what it likes there, so whoever reads a
;; mark or a list's link checks it, and the host believes nothing that lies in this memory.
(module
  (import "control" "require" (func $require (param i32)))
  (import "control" "line_room" (func $line_room (param i32) (result i32 i32)))
  (import "control" "log_commit" (func $log_commit (param i32 i32)))
  (import "control" "store8" (func $store8 (param i32 i64)))

  (memory (export "memory") 1 32767)

  ;; ---- blocks ----

  ;; Room at the end, for what is no block, too; its length rounded up to a multiple of 16. 0 for none.
  (func $bump (param $size i64) (result i32)
    (local $at i32) (local $end i64) (local $missing i64)
    (local.set $at (i32.load (i32.const 4)))
    (local.set $end
      (i64.add
        (i64.extend_i32_u (local.get $at))
        (i64.and (i64.add (local.get $size) (i64.const 15)) (i64.const -16))))
    (if (i64.gt_u (local.get $end) (i64.load32_u (i32.const 8)))
      (then (return (i32.const 0))))
    (local.set $missing
      (i64.sub
        (i64.shr_u (i64.add (local.get $end) (i64.const 65535)) (i64.const 16))
        (i64.extend_i32_u (memory.size))))
    (if (i64.gt_s (local.get $missing) (i64.const 0))
      (then
        (if (i32.eq (memory.grow (i32.wrap_i64 (local.get $missing))) (i32.const -1))
          (then (return (i32.const 0))))))
    (i32.store (i32.const 4) (i32.wrap_i64 (local.get $end)))
    (local.get $at))

  ;; The list for blocks of a length up to 64 KiB: the address of its first link.
  (func $list (param $length i32) (result i32)
    (i32.add
      (i32.const 64)
      (i32.shl
        (i32.sub
          (i32.const 28)
          (i32.clz (i32.or (i32.sub (local.get $length) (i32.const 1)) (i32.const 15))))
        (i32.const 2))))

  ;; What a block of a length has room for: a power of two, or beyond 64 KiB a multiple of 16.
  (func $capacity (param $length i32) (result i32)
    (if (result i32) (i32.gt_u (local.get $length) (i32.const 65536))
      (then (i32.and (i32.add (local.get $length) (i32.const 15)) (i32.const -16)))
      (else
        (i32.shl
          (i32.const 1)
          (i32.sub
            (i32.const 32)
            (i32.clz (i32.or (i32.sub (local.get $length) (i32.const 1)) (i32.const 15))))))))

  ;; Whether data of a block may lie there, and below the end of all blocks.
  (func $may_be_block (param $handle i64) (result i32)
    (i32.and
      (i32.eqz (i32.and (i32.wrap_i64 (local.get $handle)) (i32.const 15)))
      (i32.and
        (i64.ge_u
          (local.get $handle)
          (i64.add (i64.load32_u (i32.const 0)) (i64.const 16)))
        (i64.lt_u (local.get $handle) (i64.load32_u (i32.const 4))))))

  (func $is_block (param $handle i64) (result i32)
    (if (i32.eqz (call $may_be_block (local.get $handle)))
      (then (return (i32.const 0))))
    (i32.eq
      (i32.load (i32.sub (i32.wrap_i64 (local.get $handle)) (i32.const 8)))
      (call $mark (i32.wrap_i64 (local.get $handle)))))

  (func $mark (param $at i32) (result i32)
    (i32.xor (local.get $at) (i32.const 0x6b63_6f6c)))

  ;; The data of a free block taken from its list, or 0. A link that the guest forged ends the list.
  (func $pop (param $length i32) (result i32)
    (local $list i32) (local $at i32)
    (local.set $list (call $list (local.get $length)))
    (local.set $at (i32.load (local.get $list)))
    (if (i32.eqz (call $may_be_block (i64.extend_i32_u (local.get $at))))
      (then
        (i32.store (local.get $list) (i32.const 0))
        (return (i32.const 0))))
    (if (i64.gt_u
          (i64.add
            (i64.extend_i32_u (local.get $at))
            (i64.extend_i32_u (call $capacity (local.get $length))))
          (i64.load32_u (i32.const 4)))
      (then
        (i32.store (local.get $list) (i32.const 0))
        (return (i32.const 0))))
    (i32.store (local.get $list) (i32.load (local.get $at)))
    (local.get $at))

  (func $alloc (export "alloc") (param $length i64) (result i64)
    (local $at i32) (local $size i32)
    (if (i64.eqz (local.get $length))
      (then (return (i64.const 0))))
    (if (i64.gt_u (local.get $length) (i64.load32_u (i32.const 8)))
      (then (return (i64.const 0))))
    (local.set $size (i32.wrap_i64 (local.get $length)))
    (if (i32.le_u (local.get $size) (i32.const 65536))
      (then (local.set $at (call $pop (local.get $size)))))
    (if (i32.eqz (local.get $at))
      (then
        (local.set $at
          (call $bump
            (i64.add (i64.extend_i32_u (call $capacity (local.get $size))) (i64.const 16))))
        (if (i32.eqz (local.get $at))
          (then (return (i64.const 0))))
        (local.set $at (i32.add (local.get $at) (i32.const 16)))))
    (i32.store (i32.sub (local.get $at) (i32.const 16)) (local.get $size))
    (i32.store (i32.sub (local.get $at) (i32.const 12)) (call $capacity (local.get $size)))
    (i32.store (i32.sub (local.get $at) (i32.const 8)) (call $mark (local.get $at)))
    (i64.extend_i32_u (local.get $at)))

  ;; The last block is given back whole; others up to 64 KiB go to the list of their length.
  (func $free (export "free") (param $handle i64)
    (local $at i32) (local $size i32)
    (if (i32.eqz (call $is_block (local.get $handle)))
      (then (return)))
    (local.set $at (i32.wrap_i64 (local.get $handle)))
    (i32.store (i32.sub (local.get $at) (i32.const 8)) (i32.const 0))
    (local.set $size (i32.load (i32.sub (local.get $at) (i32.const 16))))
    (if (i32.eqz (local.get $size))
      (then (return)))
    (if (i64.eq
          (i64.add
            (local.get $handle)
            (i64.extend_i32_u (call $capacity (local.get $size))))
          (i64.load32_u (i32.const 4)))
      (then
        (i32.store (i32.const 4) (i32.sub (local.get $at) (i32.const 16)))
        (return)))
    (if (i32.gt_u (local.get $size) (i32.const 65536))
      (then (return)))
    (i32.store (local.get $at) (i32.load (call $list (local.get $size))))
    (i32.store (call $list (local.get $size)) (local.get $at)))

  (func $length (export "length") (export "length_unsafe") (param $handle i64) (result i64)
    (if (i32.eqz (call $is_block (local.get $handle)))
      (then (return (i64.const 0))))
    (i64.load32_u (i32.sub (i32.wrap_i64 (local.get $handle)) (i32.const 16))))

  ;; Bytes of a block that lie in this memory, whatever its length says.
  (func $bytes (param $handle i64) (result i32)
    (local $length i64)
    (local.set $length (call $length (local.get $handle)))
    (if (i64.gt_u
          (i64.add (local.get $handle) (local.get $length))
          (i64.load32_u (i32.const 4)))
      (then (return (i32.const 0))))
    (i32.wrap_i64 (local.get $length)))

  ;; Outside of what is in use a load answers 0, and a store does nothing.
  (func $is_inside (param $at i64) (param $size i64) (result i32)
    (i32.and
      (i64.lt_u (local.get $at) (i64.const 0xffff_ffff))
      (i64.le_u
        (i64.add (local.get $at) (local.get $size))
        (i64.load32_u (i32.const 4)))))

  (func (export "load_u8") (param $at i64) (result i32)
    (if (i32.eqz (call $is_inside (local.get $at) (i64.const 1)))
      (then (return (i32.const 0))))
    (i32.load8_u (i32.wrap_i64 (local.get $at))))

  (func (export "load_u64") (param $at i64) (result i64)
    (if (i32.eqz (call $is_inside (local.get $at) (i64.const 8)))
      (then (return (i64.const 0))))
    (i64.load (i32.wrap_i64 (local.get $at))))

  (func (export "store_u8") (param $at i64) (param $value i32)
    (if (i64.lt_u (local.get $at) (i64.load32_u (i32.const 0)))
      (then (return)))
    (if (call $is_inside (local.get $at) (i64.const 1))
      (then (i32.store8 (i32.wrap_i64 (local.get $at)) (local.get $value)))))

  (func (export "store_u64") (param $at i64) (param $value i64)
    (if (i64.lt_u (local.get $at) (i64.load32_u (i32.const 0)))
      (then (return)))
    (if (call $is_inside (local.get $at) (i64.const 8))
      (then (i64.store (i32.wrap_i64 (local.get $at)) (local.get $value)))))

  (func (export "memory_bytes") (result i64)
    (i64.shl (i64.extend_i32_u (memory.size)) (i64.const 16)))

  ;; ---- input and output ----

  (func (export "input_length") (result i64)
    (i64.load32_u (i32.const 16)))

  (func (export "input_offset") (result i64)
    (i64.load32_u (i32.const 12)))

  (func (export "input_load_u8") (param $at i64) (result i32)
    (if (i64.ge_u (local.get $at) (i64.load32_u (i32.const 16)))
      (then (return (i32.const 0))))
    (i32.load8_u (i32.add (i32.load (i32.const 12)) (i32.wrap_i64 (local.get $at)))))

  (func (export "input_load_u64") (param $at i64) (result i64)
    (if (i64.ge_u (local.get $at) (i64.const 0xffff_ffff))
      (then (return (i64.const 0))))
    (if (i64.gt_u (i64.add (local.get $at) (i64.const 8)) (i64.load32_u (i32.const 16)))
      (then (return (i64.const 0))))
    (i64.load (i32.add (i32.load (i32.const 12)) (i32.wrap_i64 (local.get $at)))))

  ;; An input that lies outside is none.
  (func (export "input_set") (param $at i64) (param $length i64)
    (if (i32.or
          (i64.gt_u (local.get $length) (i64.const 0xffff_ffff))
          (i32.eqz (call $is_inside (local.get $at) (local.get $length))))
      (then
        (local.set $at (i64.const 0))
        (local.set $length (i64.const 0))))
    (i32.store (i32.const 12) (i32.wrap_i64 (local.get $at)))
    (i32.store (i32.const 16) (i32.wrap_i64 (local.get $length))))

  ;; The host checks it; what does not fit 32 bits is outside for certain.
  (func (export "output_set") (param $at i64) (param $length i64)
    (i32.store (i32.const 20) (call $narrow (local.get $at)))
    (i32.store (i32.const 24) (call $narrow (local.get $length))))

  (func $narrow (param $number i64) (result i32)
    (if (i64.gt_u (local.get $number) (i64.const 0xffff_ffff))
      (then (return (i32.const -1))))
    (i32.wrap_i64 (local.get $number)))

  (func (export "output_offset") (result i64)
    (i64.load32_u (i32.const 20)))

  (func (export "output_length") (result i64)
    (i64.load32_u (i32.const 24)))

  (func (export "error_set") (param $handle i64)
    (i32.store (i32.const 28) (call $narrow (local.get $handle))))

  (func (export "error_get") (result i64)
    (i64.load32_u (i32.const 28)))

  ;; Forgets input, output and error. Blocks go when the call ends.
  (func (export "reset")
    (memory.fill (i32.const 12) (i32.const 0) (i32.const 20)))

  ;; ---- what is looked up by a key ----

  ;; The entry of a kind with the key in a block: first among this call's changes, of which the
  ;; youngest counts, then in the table. 0 where there is none or it was removed.
  (func $find (param $kind i32) (param $key i64) (result i32)
    (local $at i32) (local $length i32) (local $found i32) (local $next i32)
    (local.set $length (call $bytes (local.get $key)))
    (local.set $at (i32.load (i32.const 36)))
    (block $done
      (loop $changes
        (br_if $done (i32.eqz (local.get $at)))
        (local.set $next (i32.load (local.get $at)))
        (if (call $is_entry
              (i32.add (local.get $at) (i32.const 4))
              (local.get $kind)
              (i32.wrap_i64 (local.get $key))
              (local.get $length))
          (then (local.set $found (i32.add (local.get $at) (i32.const 4)))))
        ;; Changes follow each other upwards; a link that the guest forged ends the search.
        (br_if $done (i32.le_u (local.get $next) (local.get $at)))
        (local.set $at (local.get $next))
        (br $changes)))
    (if (local.get $found)
      (then
        (return
          (select (i32.const 0) (local.get $found)
            (i32.eq (i32.load offset=8 (local.get $found)) (i32.const -1))))))
    (local.set $at (i32.const 128))
    (block $end
      (loop $entries
        (br_if $end (i32.ge_u (local.get $at) (i32.load (i32.const 32))))
        (if (call $is_entry
              (local.get $at)
              (local.get $kind)
              (i32.wrap_i64 (local.get $key))
              (local.get $length))
          (then (return (local.get $at))))
        (local.set $at
          (i32.add
            (i32.add (local.get $at) (i32.const 12))
            (i32.add (i32.load offset=4 (local.get $at)) (i32.load offset=8 (local.get $at)))))
        (br $entries)))
    (i32.const 0))

  (func $is_entry (param $at i32) (param $kind i32) (param $key i32) (param $length i32) (result i32)
    (if (i32.ne (i32.load (local.get $at)) (local.get $kind))
      (then (return (i32.const 0))))
    (if (i32.ne (i32.load offset=4 (local.get $at)) (local.get $length))
      (then (return (i32.const 0))))
    (block $equal
      (loop $bytes
        (br_if $equal (i32.eqz (local.get $length)))
        (if (i32.ne
              (i32.load8_u (local.get $key))
              (i32.load8_u offset=12 (local.get $at)))
          (then (return (i32.const 0))))
        (local.set $key (i32.add (local.get $key) (i32.const 1)))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (local.set $length (i32.sub (local.get $length) (i32.const 1)))
        (br $bytes)))
    (i32.const 1))

  ;; A block with a copy of an entry's value; 0 for no entry, an empty value, or no room.
  (func $value (param $entry i32) (result i64)
    (local $block i64)
    (if (i32.eqz (local.get $entry))
      (then (return (i64.const 0))))
    (local.set $block (call $alloc (i64.load32_u offset=8 (local.get $entry))))
    (if (i32.eqz (i64.eqz (local.get $block)))
      (then
        (memory.copy
          (i32.wrap_i64 (local.get $block))
          (i32.add
            (i32.add (local.get $entry) (i32.const 12))
            (i32.load offset=4 (local.get $entry)))
          (i32.load offset=8 (local.get $entry)))))
    (local.get $block))

  ;; Notes a change. A value of 0 removes the entry where $removes says so; else it is empty.
  (func $change (param $kind i32) (param $key i64) (param $value i64) (param $removes i32)
    (local $at i32) (local $key_length i32) (local $value_length i32) (local $size i64)
    (local.set $key_length (call $bytes (local.get $key)))
    (local.set $value_length (call $bytes (local.get $value)))
    (local.set $size
      (i64.add
        (i64.extend_i32_u (local.get $key_length))
        (i64.extend_i32_u (local.get $value_length))))
    (call $count (local.get $kind) (local.get $key) (local.get $size))
    (local.set $at (call $bump (i64.add (local.get $size) (i64.const 16))))
    (if (i32.eqz (local.get $at))
      (then (call $require (i32.const 32))))
    (i32.store (local.get $at) (i32.const 0))
    (i32.store offset=4 (local.get $at) (local.get $kind))
    (i32.store offset=8 (local.get $at) (local.get $key_length))
    (i32.store offset=12 (local.get $at)
      (select (i32.const -1) (local.get $value_length)
        (i32.and (local.get $removes) (i64.eqz (local.get $value)))))
    (memory.copy
      (i32.add (local.get $at) (i32.const 16))
      (i32.wrap_i64 (local.get $key))
      (local.get $key_length))
    (memory.copy
      (i32.add (i32.add (local.get $at) (i32.const 16)) (local.get $key_length))
      (i32.wrap_i64 (local.get $value))
      (local.get $value_length))
    (if (i32.load (i32.const 36))
      (then (i32.store (i32.load (i32.const 40)) (local.get $at)))
      (else (i32.store (i32.const 36) (local.get $at))))
    (i32.store (i32.const 40) (local.get $at)))

  ;; Keeps count of what is kept, and ends the call when it is too much.
  (func $count (param $kind i32) (param $key i64) (param $size i64)
    (local $entry i32) (local $sum i64)
    (local.set $sum (i64.add (i64.load32_u (i32.const 44)) (local.get $size)))
    (if (i32.ne (local.get $kind) (i32.const 3))
      (then
        (local.set $entry (call $find (local.get $kind) (local.get $key)))
        (if (local.get $entry)
          (then
            (local.set $sum
              (i64.sub
                (local.get $sum)
                (i64.add
                  (i64.load32_u offset=4 (local.get $entry))
                  (i64.load32_u offset=8 (local.get $entry)))))))
        (if (i64.gt_u (local.get $sum) (i64.load32_u (i32.const 48)))
          (then (call $require (i32.const 16))))
        (i32.store (i32.const 44) (i32.wrap_i64 (local.get $sum))))))

  ;; ---- what the host of an Extism plugin provides: each takes its arguments over ----

  (func (export "config_get") (param $key i64) (result i64)
    (local $value i64)
    (local.set $value (call $value (call $find (i32.const 0) (local.get $key))))
    (call $free (local.get $key))
    (local.get $value))

  (func (export "var_get") (param $key i64) (result i64)
    (local $value i64)
    (local.set $value (call $value (call $find (i32.const 1) (local.get $key))))
    (call $free (local.get $key))
    (local.get $value))

  (func (export "var_set") (param $key i64) (param $value i64)
    (call $change (i32.const 1) (local.get $key) (local.get $value) (i32.const 1))
    (call $free (local.get $key))
    (call $free (local.get $value)))

  (func (export "get_log_level") (result i32)
    (i32.load (i32.const 52)))

  (func (export "log_trace") (param $text i64)
    (call $log (i32.const 0) (local.get $text)))

  (func (export "log_debug") (param $text i64)
    (call $log (i32.const 1) (local.get $text)))

  (func (export "log_info") (param $text i64)
    (call $log (i32.const 2) (local.get $text)))

  (func (export "log_warn") (param $text i64)
    (call $log (i32.const 3) (local.get $text)))

  (func (export "log_error") (param $text i64)
    (call $log (i32.const 4) (local.get $text)))

  ;; The streams of the log from 16 on are levels.
  (func $log (param $level i32) (param $text i64)
    (local $from i32) (local $at i32) (local $left i32) (local $length i32)
    (if (i32.ge_s (local.get $level) (i32.load (i32.const 52)))
      (then
        (call $line_room (call $bytes (local.get $text)))
        (local.set $length)
        (local.set $at)
        (if (local.get $length)
          (then
            (local.set $from (i32.wrap_i64 (local.get $text)))
            (local.set $left (local.get $length))
            (loop $bytes
              (call $store8 (local.get $at) (i64.load8_u (local.get $from)))
              (local.set $at (i32.add (local.get $at) (i32.const 1)))
              (local.set $from (i32.add (local.get $from) (i32.const 1)))
              (local.set $left (i32.sub (local.get $left) (i32.const 1)))
              (br_if $bytes (local.get $left)))
            (call $log_commit
              (i32.add (local.get $level) (i32.const 16))
              (local.get $length))))))
    (call $free (local.get $text)))

  ;; ---- what the host of a Reflow actor provides besides; the guest frees its arguments itself ----

  ;; JSON; null for a key without a value.
  (func (export "get_state") (param $key i64) (result i64)
    (local $value i64)
    (local.set $value (call $value (call $find (i32.const 2) (local.get $key))))
    (if (i64.eqz (local.get $value))
      (then
        (local.set $value (call $alloc (i64.const 4)))
        (if (i32.eqz (i64.eqz (local.get $value)))
          (then
            (i32.store (i32.wrap_i64 (local.get $value)) (i32.const 0x6c6c_756e)))))) ;; "null"
    (local.get $value))

  (func $set_state (export "set_state") (param $key i64) (param $value i64)
    (call $change (i32.const 2) (local.get $key) (local.get $value) (i32.const 0)))

  (func (export "set_state_0") (param $key i64) (param $value i64) (result i64)
    (call $set_state (local.get $key) (local.get $value))
    (i64.const 0))

  (func $send_output (export "send_output") (param $value i64)
    (call $change (i32.const 3) (i64.const 0) (local.get $value) (i32.const 0)))

  (func (export "send_output_0") (param $value i64) (result i64)
    (call $send_output (local.get $value))
    (i64.const 0)))
