;; SPDX-License-Identifier: Apache-2.0
;; attack: looks through all its memory, and all it can get, for what others left: there is nothing
;; call: answers nothing
;;
;; SecretsTest has it keep secrets in one connection and look for them in others.
(module
  (memory (export "memory") 3)
  (func (export "alloc") (param i32) (result i32) (i32.const 1024))
  (func (export "transform") (param $ptr i32) (param $len i32) (result i64) (local $at i32)
    (if (i32.eq (local.get $len) (i32.const 6))
      (then
        (drop (memory.grow (i32.const 60)))
        (local.set $at (i32.const 2048))
        (loop $l
          (if (i64.ne (i64.load (local.get $at)) (i64.const 0))
            (then (return (i64.or (i64.shl (i64.extend_i32_u (local.get $at)) (i64.const 32)) (i64.const 16)))))
          (local.set $at (i32.add (local.get $at) (i32.const 8)))
          (br_if $l (i32.lt_u (local.get $at) (i32.shl (memory.size) (i32.const 16)))))
        (return (i64.const 0x0000004000000007))))
    ;; 16 bytes are a secret: it is kept in three places.
    (if (i32.eq (local.get $len) (i32.const 16))
      (then
        (memory.copy (i32.const 4096) (local.get $ptr) (i32.const 16))
        (memory.copy (i32.const 131072) (local.get $ptr) (i32.const 16))
        (memory.copy (i32.const 196592) (local.get $ptr) (i32.const 16))))
    ;; 3 bytes end the instance.
    (if (i32.eq (local.get $len) (i32.const 3)) (then (unreachable)))
    (i64.or
      (i64.shl (i64.extend_i32_u (local.get $ptr)) (i64.const 32))
      (i64.extend_i32_u (local.get $len))))
  (data (i32.const 64) "nothing"))
