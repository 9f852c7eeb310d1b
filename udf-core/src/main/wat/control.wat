;; Owns the private memory that stands between the host and one guest: the control block, the rows
;; on their way in and out, the log of what the guest printed, the clocks and the random numbers.
;; The guest cannot reach it. Engine neutral: no SIMD, nothing beyond WebAssembly 2.0.
;;
;; Layout (the same in the Java class ControlLayout); all numbers little-endian:
;;
;;      0 i32  ROW_COUNT      rows in the table                                  host
;;      4 i32  CURRENT_ROW    the row to begin with; then the row in work        both
;;      8 i32  PHASE          what runs: 1 allocate, 2 function, 3 release       driver
;;     12 i32  GUEST_PAGES    memory.size of the guest after the last row        driver
;;     16 i32  RESULT_LIMIT   largest result in bytes, unsigned                  host
;;     20 i32  OUTPUT_AT      where the next result goes                         both
;;     24 i32  LOG_LENGTH     bytes used in LOG; the host sets it back to 0      both
;;     28 i32  EXITED         1 once the guest called proc_exit                  wasi
;;     32 i32  EXIT_CODE      its argument                                       wasi
;;     36 i32  DENIED         the grant that was missing, see GRANTS             others
;;     40 i32  GRANTS         1 stdout, 2 clock, 4 random; and what nobody has:  host
;;                            16 keeping more, 32 room in the kernel, 64 files,
;;                            which are the host's where they are granted
;;     44 i32  OUTPUT_BOUND   OUTPUT_AT beyond it ends a run after the row        host
;;     48 i64  REALTIME       nanoseconds since 1970                             both
;;     56 i64  MONOTONIC      nanoseconds since some moment                      both
;;     64      RANDOM_KEY     32 bytes, a seed from the host before first use    both
;;     96 i32  RANDOM_LEFT    unused bytes at the end of RANDOM_BLOCK            wasi
;;    100 i32  PAGES_BOUND    so does a larger memory of the guest               host
;;    104 i32  STATUS         what ended the run: 0 nothing, or see below         driver
;;    108 i32  REFUSED_AT     the range of the guest's that ended it              driver
;;    112 i32  REFUSED_LENGTH                                                     driver
;;    116 i32  MISSING        1 + the import that was called and is a trap        traps
;;    120 i32  NUMBER         what a function answered that answers a number      to_number
;;    128      RANDOM_BLOCK   64 bytes
;;   1024      ROWS           2048 records of 16 bytes, see below
;;  65536      LOG            64 KiB of records: u8 stream, u32 length, bytes
;; 131072      DATA           inputs, from OUTPUT_AT on results; grows
;;
;; A row: 0 INPUT_AT, 4 INPUT_LENGTH (host); 8 OUTPUT_AT, 12 OUTPUT_LENGTH (driver). Where rows are
;; about states in the guest, the host writes the row's state at 8. The rows before CURRENT_ROW are
;; done. A row that is not ends the run, and STATUS says why: 2 allocate refused, 3
;; the function refused, 4 the input buffer or 5 the result lies outside the guest's memory, 6 the
;; result is too large, 7 no room for it here.
;;
;; load* and store* touch up to 31 bytes behind what they are asked for; whoever lays out DATA
;; leaves 64 bytes free at its end.
(module
  ;; Page counts beyond 32767 do not fit a Java buffer.
  (memory (export "memory") 3 32767)

  ;; ---- rows, for the driver ----

  ;; The address of the current row's record.
  (func $record (result i32)
    (i32.add (i32.const 1024) (i32.shl (i32.load (i32.const 4)) (i32.const 4))))

  ;; The current row's input, or (0, 0) behind the last row.
  (func $begin (export "begin") (result i32 i32)
    (local $record i32)
    (if (i32.ge_u (i32.load (i32.const 4)) (i32.load (i32.const 0)))
      (then (return (i32.const 0) (i32.const 0))))
    (local.set $record (call $record))
    (i32.store (i32.const 8) (i32.const 1))
    (i32.load (local.get $record))
    (i32.load offset=4 (local.get $record)))

  (func (export "phase") (param $phase i32)
    (i32.store (i32.const 8) (local.get $phase)))

  ;; The current row is done; the input of the next, or (0, 0) where the run ends: behind the last
  ;; row, and where the host has to look after the guest or take something out first.
  (func (export "finish") (param $pages i32) (result i32 i32)
    (i32.store (i32.const 12) (local.get $pages))
    (i32.store (i32.const 4) (i32.add (i32.load (i32.const 4)) (i32.const 1)))
    (if (i32.or
          (i32.gt_u (local.get $pages) (i32.load (i32.const 100)))
          (i32.or
            (i32.gt_u (i32.load (i32.const 20)) (i32.load (i32.const 44)))
            (i32.gt_u (i32.load (i32.const 24)) (i32.const 32768)))) ;; half of the log
      (then (return (i32.const 0) (i32.const 0))))
    (call $begin))

  ;; Ends the run at the current row, with what the guest answered.
  (func (export "stop")
    (param $status i32) (param $pointer i32) (param $length i32) (param $pages i32)
    (i32.store (i32.const 104) (local.get $status))
    (i32.store (i32.const 108) (local.get $pointer))
    (i32.store (i32.const 112) (local.get $length))
    (i32.store (i32.const 12) (local.get $pages)))

  ;; The state that the current row is about; until there is room for its result.
  (func (export "state") (result i32)
    (i32.load offset=8 (call $record)))

  (func (export "number") (param $answer i32)
    (i32.store (i32.const 120) (local.get $answer)))

  (func (export "result_limit") (result i32)
    (i32.load (i32.const 16)))

  ;; Room for the current row's result, growing the memory where needed; 0 when there is none, or
  ;; when it is longer than it may be.
  (func (export "reserve") (param $length i32) (result i32)
    (local $record i32) (local $at i32) (local $end i64) (local $missing i64)
    (if (i32.gt_u (local.get $length) (i32.load (i32.const 16)))
      (then (return (i32.const 0))))
    (local.set $at (i32.load (i32.const 20)))
    (local.set $end
      (i64.add (i64.extend_i32_u (local.get $at)) (i64.extend_i32_u (local.get $length))))
    (local.set $missing
      (i64.sub
        (i64.shr_u (i64.add (local.get $end) (i64.const 65599)) (i64.const 16)) ;; 64 spare bytes
        (i64.extend_i32_u (memory.size))))
    (if (i64.gt_s (local.get $missing) (i64.const 0))
      (then
        (if (i32.eq (memory.grow (i32.wrap_i64 (local.get $missing))) (i32.const -1))
          (then (return (i32.const 0))))))
    (i32.store (i32.const 8) (i32.const 3))
    (local.set $record (call $record))
    (i32.store offset=8 (local.get $record) (local.get $at))
    (i32.store offset=12 (local.get $record) (local.get $length))
    (i32.store (i32.const 20)
      (i32.and (i32.add (i32.wrap_i64 (local.get $end)) (i32.const 15)) (i32.const -16)))
    (local.get $at))

  ;; Takes the place of a release function in a guest that has none.
  (func (export "ignore") (param i32 i32))

  (func (export "load32") (param $at i32) (result i64 i64 i64 i64)
    (i64.load (local.get $at))
    (i64.load offset=8 (local.get $at))
    (i64.load offset=16 (local.get $at))
    (i64.load offset=24 (local.get $at)))

  (func (export "load16") (param $at i32) (result i64 i64)
    (i64.load (local.get $at))
    (i64.load offset=8 (local.get $at)))

  (func (export "load8") (param $at i32) (result i64)
    (i64.load (local.get $at)))

  (func (export "store32")
    (param $at i32) (param $a i64) (param $b i64) (param $c i64) (param $d i64)
    (i64.store (local.get $at) (local.get $a))
    (i64.store offset=8 (local.get $at) (local.get $b))
    (i64.store offset=16 (local.get $at) (local.get $c))
    (i64.store offset=24 (local.get $at) (local.get $d)))

  (func (export "store16") (param $at i32) (param $a i64) (param $b i64)
    (i64.store (local.get $at) (local.get $a))
    (i64.store offset=8 (local.get $at) (local.get $b)))

  (func (export "store8") (param $at i32) (param $a i64)
    (i64.store (local.get $at) (local.get $a)))

  ;; An import was called that nothing provides.
  (func (export "missing") (param $position i32)
    (i32.store (i32.const 116) (i32.add (local.get $position) (i32.const 1))))

  ;; ---- what WASI needs ----

  ;; Traps, and says why, unless the grant is there.
  (func $require (export "require") (param $grant i32)
    (if (i32.and (i32.load (i32.const 40)) (local.get $grant))
      (then (return)))
    (i32.store (i32.const 36) (local.get $grant))
    (unreachable))

  (func (export "exit") (param $code i32)
    (i32.store (i32.const 28) (i32.const 1))
    (i32.store (i32.const 32) (local.get $code))
    (unreachable))

  ;; Where the bytes of a log record may go, and how many of them. What does not fit is dropped, and
  ;; everything is where printing is not granted. 16 bytes stay free: 5 of a header, and what a
  ;; store of 8 may touch behind the end.
  (func (export "log_room") (param $wanted i32) (result i32 i32)
    (if (i32.eqz (i32.and (i32.load (i32.const 40)) (i32.const 1)))
      (then (return (i32.const 0) (i32.const 0))))
    (call $line_room (local.get $wanted)))

  ;; The same for what is no printing.
  (func $line_room (export "line_room") (param $wanted i32) (result i32 i32)
    (local $free i32)
    (local.set $free (i32.sub (i32.const 65520) (i32.load (i32.const 24))))
    (if (i32.le_s (local.get $free) (i32.const 0))
      (then (return (i32.const 0) (i32.const 0))))
    (i32.add (i32.const 65541) (i32.load (i32.const 24)))
    (select (local.get $wanted) (local.get $free)
      (i32.lt_u (local.get $wanted) (local.get $free))))

  ;; Makes a record of the bytes that were stored. Not before: a copy may trap in the middle.
  (func (export "log_commit") (param $stream i32) (param $length i32)
    (local $at i32)
    (local.set $at (i32.add (i32.const 65536) (i32.load (i32.const 24))))
    (i32.store8 (local.get $at) (local.get $stream))
    (i32.store offset=1 (local.get $at) (local.get $length))
    (i32.store (i32.const 24)
      (i32.add (i32.load (i32.const 24)) (i32.add (local.get $length) (i32.const 5)))))

  ;; The host sets both clocks before a call; within one they advance by a microsecond a query, so
  ;; that a guest which waits for them to move does not wait for ever.
  (func (export "clock") (param $id i32) (result i64)
    (local $at i32)
    (call $require (i32.const 2))
    (local.set $at (select (i32.const 56) (i32.const 48) (local.get $id)))
    (i64.store (local.get $at) (i64.add (i64.load (local.get $at)) (i64.const 1000)))
    (i64.load (local.get $at)))

  ;; Eight random bytes: ChaCha20 (RFC 8439) with fast key erasure. Each block gives the next key
  ;; and 32 bytes to use, and what was used is wiped, so that the memory never tells the past.
  (func (export "random") (result i64)
    (local $at i32) (local $bytes i64)
    (call $require (i32.const 4))
    (if (i32.eqz (i32.load (i32.const 96)))
      (then (call $refill)))
    (local.set $at (i32.sub (i32.const 192) (i32.load (i32.const 96))))
    (local.set $bytes (i64.load (local.get $at)))
    (i64.store (local.get $at) (i64.const 0))
    (i32.store (i32.const 96) (i32.sub (i32.load (i32.const 96)) (i32.const 8)))
    (local.get $bytes))

  (func $refill
    (local $i i32)
    (call $constants)
    (memory.copy (i32.const 144) (i32.const 64) (i32.const 32))
    (memory.fill (i32.const 176) (i32.const 0) (i32.const 16)) ;; counter and nonce
    (loop $rounds
      (call $double_round)
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $rounds (i32.lt_u (local.get $i) (i32.const 10))))
    ;; Add the initial state; counter and nonce are 0. The key goes last, its place is needed.
    (call $add (i32.const 128) (i32.const 0x61707865))
    (call $add (i32.const 132) (i32.const 0x3320646e))
    (call $add (i32.const 136) (i32.const 0x79622d32))
    (call $add (i32.const 140) (i32.const 0x6b206574))
    (local.set $i (i32.const 0))
    (loop $words
      (call $add (i32.add (i32.const 144) (local.get $i)) (i32.load offset=64 (local.get $i)))
      (local.set $i (i32.add (local.get $i) (i32.const 4)))
      (br_if $words (i32.lt_u (local.get $i) (i32.const 32))))
    (memory.copy (i32.const 64) (i32.const 128) (i32.const 32))
    (memory.fill (i32.const 128) (i32.const 0) (i32.const 32))
    (i32.store (i32.const 96) (i32.const 32)))

  ;; "expand 32-byte k"
  (func $constants
    (i32.store (i32.const 128) (i32.const 0x61707865))
    (i32.store (i32.const 132) (i32.const 0x3320646e))
    (i32.store (i32.const 136) (i32.const 0x79622d32))
    (i32.store (i32.const 140) (i32.const 0x6b206574)))

  (func $add (param $at i32) (param $term i32)
    (i32.store (local.get $at) (i32.add (i32.load (local.get $at)) (local.get $term))))

  (func $double_round
    (call $quarter (i32.const 128) (i32.const 144) (i32.const 160) (i32.const 176))
    (call $quarter (i32.const 132) (i32.const 148) (i32.const 164) (i32.const 180))
    (call $quarter (i32.const 136) (i32.const 152) (i32.const 168) (i32.const 184))
    (call $quarter (i32.const 140) (i32.const 156) (i32.const 172) (i32.const 188))
    (call $quarter (i32.const 128) (i32.const 148) (i32.const 168) (i32.const 188))
    (call $quarter (i32.const 132) (i32.const 152) (i32.const 172) (i32.const 176))
    (call $quarter (i32.const 136) (i32.const 156) (i32.const 160) (i32.const 180))
    (call $quarter (i32.const 140) (i32.const 144) (i32.const 164) (i32.const 184)))

  (func $quarter (param $a i32) (param $b i32) (param $c i32) (param $d i32)
    (call $mix (local.get $a) (local.get $b) (local.get $d) (i32.const 16))
    (call $mix (local.get $c) (local.get $d) (local.get $b) (i32.const 12))
    (call $mix (local.get $a) (local.get $b) (local.get $d) (i32.const 8))
    (call $mix (local.get $c) (local.get $d) (local.get $b) (i32.const 7)))

  ;; x += y; z = (z xor x) <<< bits
  (func $mix (param $x i32) (param $y i32) (param $z i32) (param $bits i32)
    (call $add (local.get $x) (i32.load (local.get $y)))
    (i32.store (local.get $z)
      (i32.rotl
        (i32.xor (i32.load (local.get $z)) (i32.load (local.get $x)))
        (local.get $bits)))))
