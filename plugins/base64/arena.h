/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The memory of the plugin: one input buffer, then one output buffer, reused for every call.
 *
 * The input begins at the end of the plugin's own data, the output directly behind the input.
 * Nothing is ever freed or leaked. There is one input at a time: asking for the next one gives
 * up the last input and the last output.
 */
#ifndef ARENA_H
#define ARENA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PAGE ((size_t)65536)

/* Set by the linker: the first address behind static data and stack. */
extern uint8_t __heap_base;

static size_t input_size;

static uintptr_t aligned(uintptr_t address) { return (address + 15) & ~(uintptr_t)15; }

static uintptr_t input_start(void) { return aligned((uintptr_t)&__heap_base); }

static bool grow_by(size_t pages) { return __builtin_wasm_memory_grow(0, pages) != (size_t)-1; }

/* Makes `size` bytes from `start` on usable. False when the host gives no more memory. */
static bool reserve(uintptr_t start, size_t size) {
  size_t pages = __builtin_wasm_memory_size(0);
  if (size > SIZE_MAX - 2 * PAGE - start) return false;
  if (start + size <= pages * PAGE) return true;
  size_t needed = (start + size - pages * PAGE + PAGE - 1) / PAGE;
  /* Growing may copy the whole memory in some engines: grow seldom, by an eighth at least. */
  size_t generous = needed < pages / 8 ? pages / 8 : needed;
  return grow_by(generous) || grow_by(needed);
}

/* The input buffer for `size` bytes, or NULL. */
static uint8_t *allocate_input(size_t size) {
  if (!reserve(input_start(), size)) return NULL;
  input_size = size;
  return (uint8_t *)input_start();
}

/* Gives the input buffer back; other addresses are none of ours and ignored. */
static void release_input(const uint8_t *address) {
  if ((uintptr_t)address == input_start()) input_size = 0;
}

/* Whether these bytes lie in the input buffer. */
static bool is_input(const uint8_t *address, size_t length) {
  uintptr_t offset = (uintptr_t)address - input_start();
  return offset <= input_size && length <= input_size - offset;
}

/* The output buffer for `size` bytes, or NULL. */
static uint8_t *allocate_output(size_t size) {
  uintptr_t start = aligned(input_start() + input_size);
  return reserve(start, size) ? (uint8_t *)start : NULL;
}

/* A pointer and a length as the ABI wants them. */
static uint64_t packed(const void *address, size_t length) {
  return (uint64_t)(uintptr_t)address << 32 | length;
}

#endif
