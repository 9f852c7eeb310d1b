;; SPDX-License-Identifier: Apache-2.0
;; attack: imports the kernel's memory itself
;; register: 22W03 extism:host/env.memory
(module
  (import "extism:host/env" "memory" (memory 1))
  (func (export "run") (result i32)
    (i32.store (i32.const 4) (i32.const -1))
    (i32.const 0)))
