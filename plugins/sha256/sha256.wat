;; SPDX-License-Identifier: Apache-2.0
;; The SHA-256 digest (FIPS 180-4) of the input, as 64 lower-case hexadecimal digits.
;;
;; The input is hashed where it lies. Only its last bytes are copied, to be padded. One input
;; buffer and one output buffer serve every call, so nothing is freed and nothing leaks.
;;
;; Memory, in bytes:
;;     0  name and description
;;   512  first hash value
;;   544  hash value, eight words
;;   640  the last one or two blocks, padded (128)
;;   768  output (64)
;;   848  hexadecimal digits (16)
;;  1024  round constants (256)
;;  1280  message schedule (256)
;;  4096  input
(module
  (memory (export "memory") 1)

  (data (i32.const 0) "sha256SHA-256 digest as lower-case hexadecimal digits")
  (data (i32.const 512)
    "\67\e6\09\6a\85\ae\67\bb\72\f3\6e\3c\3a\f5\4f\a5"
    "\7f\52\0e\51\8c\68\05\9b\ab\d9\83\1f\19\cd\e0\5b")
  (data (i32.const 848) "0123456789abcdef")
  ;; The first 32 bits of the fractions of the cube roots of the first 64 primes, little-endian.
  (data (i32.const 1024)
    "\98\2f\8a\42\91\44\37\71\cf\fb\c0\b5\a5\db\b5\e9"
    "\5b\c2\56\39\f1\11\f1\59\a4\82\3f\92\d5\5e\1c\ab"
    "\98\aa\07\d8\01\5b\83\12\be\85\31\24\c3\7d\0c\55"
    "\74\5d\be\72\fe\b1\de\80\a7\06\dc\9b\74\f1\9b\c1"
    "\c1\69\9b\e4\86\47\be\ef\c6\9d\c1\0f\cc\a1\0c\24"
    "\6f\2c\e9\2d\aa\84\74\4a\dc\a9\b0\5c\da\88\f9\76"
    "\52\51\3e\98\6d\c6\31\a8\c8\27\03\b0\c7\7f\59\bf"
    "\f3\0b\e0\c6\47\91\a7\d5\51\63\ca\06\67\29\29\14"
    "\85\0a\b7\27\38\21\1b\2e\fc\6d\2c\4d\13\0d\38\53"
    "\54\73\0a\65\bb\0a\6a\76\2e\c9\c2\81\85\2c\72\92"
    "\a1\e8\bf\a2\4b\66\1a\a8\70\8b\4b\c2\a3\51\6c\c7"
    "\19\e8\92\d1\24\06\99\d6\85\35\0e\f4\70\a0\6a\10"
    "\16\c1\a4\19\08\6c\37\1e\4c\77\48\27\b5\bc\b0\34"
    "\b3\0c\1c\39\4a\aa\d8\4e\4f\ca\9c\5b\f3\6f\2e\68"
    "\ee\82\8f\74\6f\63\a5\78\14\78\c8\84\08\02\c7\8c"
    "\fa\ff\be\90\eb\6c\50\a4\f7\a3\f9\be\f2\78\71\c6")

  ;; How many bytes the input buffer was asked to hold.
  (global $input_size (mut i32) (i32.const 0))

  ;; The input buffer, or 0 when the host gives no more memory.
  (func (export "alloc") (param $size i32) (result i32)
    (local $pages i32)
    ;; Pages needed, in 64 bits because size + 4096 may overflow.
    (i64.shr_u
      (i64.add (i64.extend_i32_u (local.get $size)) (i64.const 69631)) ;; 4096 + 65535
      (i64.const 16))
    i32.wrap_i64
    memory.size
    i32.sub
    local.tee $pages
    i32.const 0
    i32.gt_s
    if
      (i32.eq (memory.grow (local.get $pages)) (i32.const -1))
      if
        i32.const 0
        return
      end
    end
    (global.set $input_size (local.get $size))
    i32.const 4096)

  (func (export "dealloc") (param $address i32) (param $size i32)
    (i32.eq (local.get $address) (i32.const 4096))
    if
      (global.set $input_size (i32.const 0))
    end)

  (func (export "transform") (param $address i32) (param $length i32) (result i64)
    (call $is_input (local.get $address) (local.get $length))
    i32.eqz
    if
      i64.const 0
      return
    end
    (memory.copy (i32.const 544) (i32.const 512) (i32.const 32))
    (call $hash_blocks (local.get $address) (i32.and (local.get $length) (i32.const -64)))
    (call $hash_rest
      (i32.add (local.get $address) (i32.and (local.get $length) (i32.const -64)))
      (local.get $length))
    call $write_digest
    i64.const 0x0000030000000040) ;; address 768, 64 bytes

  (func (export "plugin_version") (result i32)
    i32.const 1)

  (func (export "plugin_name") (result i64)
    i64.const 6) ;; address 0, 6 bytes

  (func (export "plugin_description") (result i64)
    i64.const 0x000000060000002f) ;; address 6, 47 bytes

  ;; Whether these bytes lie in the input buffer.
  (func $is_input (param $address i32) (param $length i32) (result i32)
    (i32.and
      (i32.ge_u (local.get $address) (i32.const 4096))
      (i64.le_u
        (i64.add (i64.extend_i32_u (local.get $address)) (i64.extend_i32_u (local.get $length)))
        (i64.add (i64.const 4096) (i64.extend_i32_u (global.get $input_size))))))

  ;; Hashes what is left behind the last whole block, padded to one or two blocks.
  (func $hash_rest (param $rest i32) (param $length i32)
    (local $left i32)
    (local $padded i32)
    (local.set $left (i32.and (local.get $length) (i32.const 63)))
    ;; A one bit and the length, nine bytes together, have to fit.
    (local.set $padded
      (select (i32.const 64) (i32.const 128) (i32.le_u (local.get $left) (i32.const 55))))
    (memory.fill (i32.const 640) (i32.const 0) (local.get $padded))
    (memory.copy (i32.const 640) (local.get $rest) (local.get $left))
    (i32.store8 offset=640 (local.get $left) (i32.const 0x80))
    ;; The length in bits is the last eight bytes, big-endian.
    (i32.store offset=632 (local.get $padded)
      (call $swapped (i32.shr_u (local.get $length) (i32.const 29))))
    (i32.store offset=636 (local.get $padded)
      (call $swapped (i32.shl (local.get $length) (i32.const 3))))
    (call $hash_blocks (i32.const 640) (local.get $padded)))

  ;; Little-endian to big-endian.
  (func $swapped (param $word i32) (result i32)
    (i32.or
      (i32.and (i32.rotl (local.get $word) (i32.const 8)) (i32.const 0x00ff00ff))
      (i32.and (i32.rotr (local.get $word) (i32.const 8)) (i32.const 0xff00ff00))))

  ;; Hashes whole blocks of 64 bytes.
  (func $hash_blocks (param $address i32) (param $length i32)
    (local $end i32)
    (local.set $end (i32.add (local.get $address) (local.get $length)))
    loop $next
      (i32.lt_u (local.get $address) (local.get $end))
      if
        (call $schedule (local.get $address))
        call $compress
        (local.set $address (i32.add (local.get $address) (i32.const 64)))
        br $next
      end
    end)

  ;; Expands one block to the 64 words of the message schedule.
  (func $schedule (param $block i32)
    (local $at i32)
    (local $word i32)
    (local $early i32)
    (local $late i32)
    loop $copy
      (local.set $word (i32.load (i32.add (local.get $block) (local.get $at))))
      ;; $swapped, written out: no engine has to inline a call in the hot path.
      (i32.store offset=1280 (local.get $at)
        (i32.or
          (i32.and (i32.rotl (local.get $word) (i32.const 8)) (i32.const 0x00ff00ff))
          (i32.and (i32.rotr (local.get $word) (i32.const 8)) (i32.const 0xff00ff00))))
      (local.set $at (i32.add (local.get $at) (i32.const 4)))
      (br_if $copy (i32.lt_u (local.get $at) (i32.const 64)))
    end
    (local.set $late (i32.load (i32.const 1336))) ;; word 14
    (local.set $word (i32.load (i32.const 1340))) ;; word 15
    loop $expand
      ;; From here on $at counts the word that is made: at - 16, at - 15 and at - 7 words are read.
      (local.set $early (i32.load offset=1220 (local.get $at)))
      (i32.add
        (i32.add (i32.load offset=1216 (local.get $at)) (i32.load offset=1252 (local.get $at)))
        (i32.add
          (i32.xor
            (i32.xor (i32.rotr (local.get $early) (i32.const 7)) (i32.rotr (local.get $early) (i32.const 18)))
            (i32.shr_u (local.get $early) (i32.const 3)))
          (i32.xor
            (i32.xor (i32.rotr (local.get $late) (i32.const 17)) (i32.rotr (local.get $late) (i32.const 19)))
            (i32.shr_u (local.get $late) (i32.const 10)))))
      (local.set $late (local.get $word))
      local.set $word
      (i32.store offset=1280 (local.get $at) (local.get $word))
      (local.set $at (i32.add (local.get $at) (i32.const 4)))
      (br_if $expand (i32.lt_u (local.get $at) (i32.const 256)))
    end)

  ;; Mixes the message schedule into the hash value: 64 rounds, eight written out in turn, so
  ;; that the eight variables change their roles and need not be moved.
  (func $compress
    (local $a i32)
    (local $b i32)
    (local $c i32)
    (local $d i32)
    (local $e i32)
    (local $f i32)
    (local $g i32)
    (local $h i32)
    (local $mixed i32)
    (local $round i32)
    (local.set $a (i32.load (i32.const 544)))
    (local.set $b (i32.load (i32.const 548)))
    (local.set $c (i32.load (i32.const 552)))
    (local.set $d (i32.load (i32.const 556)))
    (local.set $e (i32.load (i32.const 560)))
    (local.set $f (i32.load (i32.const 564)))
    (local.set $g (i32.load (i32.const 568)))
    (local.set $h (i32.load (i32.const 572)))
    loop $rounds
      ;; round 0: d becomes the next e, h the next a
      local.get $h
      (i32.xor (i32.xor (i32.rotr (local.get $e) (i32.const 6)) (i32.rotr (local.get $e) (i32.const 11)))
               (i32.rotr (local.get $e) (i32.const 25)))
      i32.add
      (i32.xor (local.get $g) (i32.and (local.get $e) (i32.xor (local.get $f) (local.get $g))))
      i32.add
      (i32.add (i32.load offset=1024 (local.get $round)) (i32.load offset=1280 (local.get $round)))
      i32.add
      local.tee $mixed
      local.get $d
      i32.add
      local.set $d
      local.get $mixed
      (i32.xor (i32.xor (i32.rotr (local.get $a) (i32.const 2)) (i32.rotr (local.get $a) (i32.const 13)))
               (i32.rotr (local.get $a) (i32.const 22)))
      i32.add
      (i32.or (i32.and (local.get $a) (local.get $b)) (i32.and (local.get $c) (i32.or (local.get $a) (local.get $b))))
      i32.add
      local.set $h
      ;; round 1: d becomes the next e, h the next a
      local.get $g
      (i32.xor (i32.xor (i32.rotr (local.get $d) (i32.const 6)) (i32.rotr (local.get $d) (i32.const 11)))
               (i32.rotr (local.get $d) (i32.const 25)))
      i32.add
      (i32.xor (local.get $f) (i32.and (local.get $d) (i32.xor (local.get $e) (local.get $f))))
      i32.add
      (i32.add (i32.load offset=1028 (local.get $round)) (i32.load offset=1284 (local.get $round)))
      i32.add
      local.tee $mixed
      local.get $c
      i32.add
      local.set $c
      local.get $mixed
      (i32.xor (i32.xor (i32.rotr (local.get $h) (i32.const 2)) (i32.rotr (local.get $h) (i32.const 13)))
               (i32.rotr (local.get $h) (i32.const 22)))
      i32.add
      (i32.or (i32.and (local.get $h) (local.get $a)) (i32.and (local.get $b) (i32.or (local.get $h) (local.get $a))))
      i32.add
      local.set $g
      ;; round 2: d becomes the next e, h the next a
      local.get $f
      (i32.xor (i32.xor (i32.rotr (local.get $c) (i32.const 6)) (i32.rotr (local.get $c) (i32.const 11)))
               (i32.rotr (local.get $c) (i32.const 25)))
      i32.add
      (i32.xor (local.get $e) (i32.and (local.get $c) (i32.xor (local.get $d) (local.get $e))))
      i32.add
      (i32.add (i32.load offset=1032 (local.get $round)) (i32.load offset=1288 (local.get $round)))
      i32.add
      local.tee $mixed
      local.get $b
      i32.add
      local.set $b
      local.get $mixed
      (i32.xor (i32.xor (i32.rotr (local.get $g) (i32.const 2)) (i32.rotr (local.get $g) (i32.const 13)))
               (i32.rotr (local.get $g) (i32.const 22)))
      i32.add
      (i32.or (i32.and (local.get $g) (local.get $h)) (i32.and (local.get $a) (i32.or (local.get $g) (local.get $h))))
      i32.add
      local.set $f
      ;; round 3: d becomes the next e, h the next a
      local.get $e
      (i32.xor (i32.xor (i32.rotr (local.get $b) (i32.const 6)) (i32.rotr (local.get $b) (i32.const 11)))
               (i32.rotr (local.get $b) (i32.const 25)))
      i32.add
      (i32.xor (local.get $d) (i32.and (local.get $b) (i32.xor (local.get $c) (local.get $d))))
      i32.add
      (i32.add (i32.load offset=1036 (local.get $round)) (i32.load offset=1292 (local.get $round)))
      i32.add
      local.tee $mixed
      local.get $a
      i32.add
      local.set $a
      local.get $mixed
      (i32.xor (i32.xor (i32.rotr (local.get $f) (i32.const 2)) (i32.rotr (local.get $f) (i32.const 13)))
               (i32.rotr (local.get $f) (i32.const 22)))
      i32.add
      (i32.or (i32.and (local.get $f) (local.get $g)) (i32.and (local.get $h) (i32.or (local.get $f) (local.get $g))))
      i32.add
      local.set $e
      ;; round 4: d becomes the next e, h the next a
      local.get $d
      (i32.xor (i32.xor (i32.rotr (local.get $a) (i32.const 6)) (i32.rotr (local.get $a) (i32.const 11)))
               (i32.rotr (local.get $a) (i32.const 25)))
      i32.add
      (i32.xor (local.get $c) (i32.and (local.get $a) (i32.xor (local.get $b) (local.get $c))))
      i32.add
      (i32.add (i32.load offset=1040 (local.get $round)) (i32.load offset=1296 (local.get $round)))
      i32.add
      local.tee $mixed
      local.get $h
      i32.add
      local.set $h
      local.get $mixed
      (i32.xor (i32.xor (i32.rotr (local.get $e) (i32.const 2)) (i32.rotr (local.get $e) (i32.const 13)))
               (i32.rotr (local.get $e) (i32.const 22)))
      i32.add
      (i32.or (i32.and (local.get $e) (local.get $f)) (i32.and (local.get $g) (i32.or (local.get $e) (local.get $f))))
      i32.add
      local.set $d
      ;; round 5: d becomes the next e, h the next a
      local.get $c
      (i32.xor (i32.xor (i32.rotr (local.get $h) (i32.const 6)) (i32.rotr (local.get $h) (i32.const 11)))
               (i32.rotr (local.get $h) (i32.const 25)))
      i32.add
      (i32.xor (local.get $b) (i32.and (local.get $h) (i32.xor (local.get $a) (local.get $b))))
      i32.add
      (i32.add (i32.load offset=1044 (local.get $round)) (i32.load offset=1300 (local.get $round)))
      i32.add
      local.tee $mixed
      local.get $g
      i32.add
      local.set $g
      local.get $mixed
      (i32.xor (i32.xor (i32.rotr (local.get $d) (i32.const 2)) (i32.rotr (local.get $d) (i32.const 13)))
               (i32.rotr (local.get $d) (i32.const 22)))
      i32.add
      (i32.or (i32.and (local.get $d) (local.get $e)) (i32.and (local.get $f) (i32.or (local.get $d) (local.get $e))))
      i32.add
      local.set $c
      ;; round 6: d becomes the next e, h the next a
      local.get $b
      (i32.xor (i32.xor (i32.rotr (local.get $g) (i32.const 6)) (i32.rotr (local.get $g) (i32.const 11)))
               (i32.rotr (local.get $g) (i32.const 25)))
      i32.add
      (i32.xor (local.get $a) (i32.and (local.get $g) (i32.xor (local.get $h) (local.get $a))))
      i32.add
      (i32.add (i32.load offset=1048 (local.get $round)) (i32.load offset=1304 (local.get $round)))
      i32.add
      local.tee $mixed
      local.get $f
      i32.add
      local.set $f
      local.get $mixed
      (i32.xor (i32.xor (i32.rotr (local.get $c) (i32.const 2)) (i32.rotr (local.get $c) (i32.const 13)))
               (i32.rotr (local.get $c) (i32.const 22)))
      i32.add
      (i32.or (i32.and (local.get $c) (local.get $d)) (i32.and (local.get $e) (i32.or (local.get $c) (local.get $d))))
      i32.add
      local.set $b
      ;; round 7: d becomes the next e, h the next a
      local.get $a
      (i32.xor (i32.xor (i32.rotr (local.get $f) (i32.const 6)) (i32.rotr (local.get $f) (i32.const 11)))
               (i32.rotr (local.get $f) (i32.const 25)))
      i32.add
      (i32.xor (local.get $h) (i32.and (local.get $f) (i32.xor (local.get $g) (local.get $h))))
      i32.add
      (i32.add (i32.load offset=1052 (local.get $round)) (i32.load offset=1308 (local.get $round)))
      i32.add
      local.tee $mixed
      local.get $e
      i32.add
      local.set $e
      local.get $mixed
      (i32.xor (i32.xor (i32.rotr (local.get $b) (i32.const 2)) (i32.rotr (local.get $b) (i32.const 13)))
               (i32.rotr (local.get $b) (i32.const 22)))
      i32.add
      (i32.or (i32.and (local.get $b) (local.get $c)) (i32.and (local.get $d) (i32.or (local.get $b) (local.get $c))))
      i32.add
      local.set $a
      (local.set $round (i32.add (local.get $round) (i32.const 32)))
      (br_if $rounds (i32.lt_u (local.get $round) (i32.const 256)))
    end
    (i32.store (i32.const 544) (i32.add (i32.load (i32.const 544)) (local.get $a)))
    (i32.store (i32.const 548) (i32.add (i32.load (i32.const 548)) (local.get $b)))
    (i32.store (i32.const 552) (i32.add (i32.load (i32.const 552)) (local.get $c)))
    (i32.store (i32.const 556) (i32.add (i32.load (i32.const 556)) (local.get $d)))
    (i32.store (i32.const 560) (i32.add (i32.load (i32.const 560)) (local.get $e)))
    (i32.store (i32.const 564) (i32.add (i32.load (i32.const 564)) (local.get $f)))
    (i32.store (i32.const 568) (i32.add (i32.load (i32.const 568)) (local.get $g)))
    (i32.store (i32.const 572) (i32.add (i32.load (i32.const 572)) (local.get $h))))

  ;; Writes the hash value in hexadecimal digits.
  (func $write_digest
    (local $at i32)
    (local $byte i32)
    loop $next
      ;; The words are little-endian: byte 3 of a word is its first.
      (local.set $byte (i32.load8_u offset=544 (i32.xor (local.get $at) (i32.const 3))))
      (i32.store8 offset=768 (i32.shl (local.get $at) (i32.const 1))
        (i32.load8_u offset=848 (i32.shr_u (local.get $byte) (i32.const 4))))
      (i32.store8 offset=769 (i32.shl (local.get $at) (i32.const 1))
        (i32.load8_u offset=848 (i32.and (local.get $byte) (i32.const 15))))
      (local.set $at (i32.add (local.get $at) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $at) (i32.const 32)))
    end))
