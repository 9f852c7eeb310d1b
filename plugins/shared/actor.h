/* SPDX-License-Identifier: Apache-2.0
 * What an actor of Reflow is made of: its input, its text out, and the functions of its host. */
#ifndef ACTOR_H
#define ACTOR_H

#include "extism.h"
#include "json.h"

#define ACTOR_IMPORT(NAME) __attribute__((import_module("extism:host/user"), import_name(#NAME))) extern

ACTOR_IMPORT(__get_state) offset get_state(offset key);
ACTOR_IMPORT(__set_state) void set_state(offset key, offset value);
ACTOR_IMPORT(__send_output) void send_output(offset outputs);

enum { MOST_INPUT = 65536, MOST_TEXT = 4096 };

static char input_bytes[MOST_INPUT + 8];

/* The whole input; what is longer than the buffer is cut, and then found to be incomplete. */
static inline json read_input(void) {
  uint64_t length = input_length();
  if (length > MOST_INPUT) {
    length = MOST_INPUT;
  }
  for (uint64_t at = 0; at < length; at += 8) {
    uint64_t word = 0;
    if (at + 8 <= length) {
      word = input_load_u64(at);
    } else {
      for (uint64_t i = 0; at + i < length; i++) {
        word |= (uint64_t)input_load_u8(at + i) << (8 * i);
      }
    }
    __builtin_memcpy(input_bytes + at, &word, 8);
  }
  return (json){input_bytes, input_bytes + length};
}

typedef struct {
  char bytes[MOST_TEXT];
  size_t length;
} text;

static inline void append(text *to, const char *from, size_t length) {
  for (size_t i = 0; i < length && to->length < MOST_TEXT; i++) {
    to->bytes[to->length++] = from[i];
  }
}

static inline void append_word(text *to, const char *word) {
  size_t length = 0;
  while (word[length] != 0) {
    length++;
  }
  append(to, word, length);
}

static inline void append_number(text *to, int64_t number) {
  char digits[20];
  size_t at = sizeof digits;
  uint64_t magnitude = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
  do {
    digits[--at] = (char)('0' + magnitude % 10);
    magnitude /= 10;
  } while (magnitude > 0);
  if (number < 0) {
    append_word(to, "-");
  }
  append(to, digits + at, sizeof digits - at);
}

static inline offset to_kernel(const text *from) {
  offset block = kernel_alloc(from->length);
  for (size_t at = 0; block != 0 && at < from->length; at++) {
    kernel_store_u8(block + at, (uint8_t)from->bytes[at]);
  }
  return block;
}

static inline offset word_to_kernel(const char *word) {
  text copy;
  copy.length = 0;
  append_word(&copy, word);
  return to_kernel(&copy);
}

static inline int32_t answer(const text *output) {
  output_set(to_kernel(output), output->length);
  return 0;
}

static inline int32_t answer_word(const char *word) {
  offset block = word_to_kernel(word);
  output_set(block, kernel_length(block));
  return 0;
}

/* Errors are reported as text, with an exit code as Extism's kits for Rust give it. */
static inline int32_t fail(const char *why) {
  error_set(word_to_kernel(why));
  return -1;
}

#endif
