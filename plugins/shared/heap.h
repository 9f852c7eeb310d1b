/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A heap for plugins that keep states: blocks of powers of two, each size with a list of those that
 * were freed. Nothing is ever split or joined, so both ends of its work take a few instructions.
 */
#ifndef HEAP_H
#define HEAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PAGE ((size_t)65536)
#define SMALLEST 5
#define LARGEST 30

/* Set by the linker: the first address behind static data and stack. */
extern uint8_t __heap_base;

/* Before each block: its size, while it is in use; the next free one of that size otherwise. */
typedef union {
  size_t class;
  void *next;
  uint64_t aligned[2];
} Block;

static Block *free_blocks[LARGEST + 1];
static uintptr_t heap_end;

static bool reserve_to(uintptr_t end) {
  size_t pages = __builtin_wasm_memory_size(0);
  if (end <= pages * PAGE) return true;
  size_t needed = (end - pages * PAGE + PAGE - 1) / PAGE;
  size_t generous = needed < pages / 8 ? pages / 8 : needed;
  return __builtin_wasm_memory_grow(0, generous) != (size_t)-1 ||
         __builtin_wasm_memory_grow(0, needed) != (size_t)-1;
}

/* A block of at least so many bytes, or NULL. */
static void *heap_take(size_t size) {
  if (size > ((size_t)1 << LARGEST) - sizeof(Block)) return NULL;
  size_t class = SMALLEST;
  while (((size_t)1 << class) < size + sizeof(Block)) class++;
  Block *block = free_blocks[class];
  if (block != NULL) {
    free_blocks[class] = block->next;
  } else {
    if (heap_end == 0) heap_end = ((uintptr_t)&__heap_base + 15) & ~(uintptr_t)15;
    if (heap_end + ((size_t)1 << class) < heap_end || !reserve_to(heap_end + ((size_t)1 << class)))
      return NULL;
    block = (Block *)heap_end;
    heap_end += (size_t)1 << class;
  }
  block->class = class;
  return block + 1;
}

/* Gives a block back that heap_take gave; NULL is none. */
static void heap_give(void *address) {
  if (address == NULL) return;
  Block *block = (Block *)address - 1;
  size_t class = block->class;
  block->next = free_blocks[class];
  free_blocks[class] = block;
}

/* A pointer and a length as the ABI wants them. */
static uint64_t packed(const void *address, size_t length) {
  return (uint64_t)(uintptr_t)address << 32 | length;
}

#endif
