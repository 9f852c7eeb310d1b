/* SPDX-License-Identifier: Apache-2.0
 * A tour of what an Extism plugin may do: input and output, configuration, variables, log, errors.
 * Each export answers 0 when it went well.
 *
 *   greet         "Hello, NAME!"; another greeting is the configuration "greeting"
 *   count_vowels  {"count":N,"total":M}; the total is kept in a variable
 *   remember      answers what it was given before, and keeps what it is given now
 *   log           logs its input at every level
 *   reject        sets an error with its input in it
 *   exit_code     answers 7, and no error
 *   fetch         asks for a page on the network
 *   crash         traps */
#include "extism.h"

/* Text in this module's own memory. */
typedef struct {
  char bytes[1024];
  size_t length;
} text;

static void append(text *to, const char *from, size_t length) {
  for (size_t i = 0; i < length && to->length < sizeof to->bytes; i++) {
    to->bytes[to->length++] = from[i];
  }
}

static void append_word(text *to, const char *word) {
  size_t length = 0;
  while (word[length] != 0) {
    length++;
  }
  append(to, word, length);
}

static void append_number(text *to, uint64_t number) {
  char digits[20];
  size_t at = sizeof digits;
  do {
    digits[--at] = (char)('0' + number % 10);
    number /= 10;
  } while (number > 0);
  append(to, digits + at, sizeof digits - at);
}

/* Eight bytes at a time, as the plugin kits do. */
static offset to_kernel(const char *bytes, size_t length) {
  offset block = kernel_alloc(length);
  size_t at = 0;
  for (; block != 0 && at + 8 <= length; at += 8) {
    uint64_t word;
    __builtin_memcpy(&word, bytes + at, 8);
    kernel_store_u64(block + at, word);
  }
  for (; block != 0 && at < length; at++) {
    kernel_store_u8(block + at, (uint8_t)bytes[at]);
  }
  return block;
}

static offset word_to_kernel(const char *word) {
  text copy = {.length = 0};
  append_word(&copy, word);
  return to_kernel(copy.bytes, copy.length);
}

static void append_block(text *to, offset block) {
  uint64_t length = kernel_length(block);
  for (uint64_t at = 0; at < length; at++) {
    char byte = (char)kernel_load_u8(block + at);
    append(to, &byte, 1);
  }
}

static void append_input(text *to) {
  uint64_t length = input_length();
  uint64_t at = 0;
  for (; at + 8 <= length; at += 8) {
    uint64_t word = input_load_u64(at);
    append(to, (const char *)&word, 8);
  }
  for (; at < length; at++) {
    char byte = (char)input_load_u8(at);
    append(to, &byte, 1);
  }
}

static int32_t answer(const text *output) {
  output_set(to_kernel(output->bytes, output->length), output->length);
  return 0;
}

EXPORT(greet) int32_t greet(void) {
  text output = {.length = 0};
  offset greeting = config_get(word_to_kernel("greeting"));
  if (greeting == 0) {
    append_word(&output, "Hello");
  } else {
    append_block(&output, greeting);
    kernel_free(greeting);
  }
  append_word(&output, ", ");
  append_input(&output);
  append_word(&output, "!");
  return answer(&output);
}

static uint64_t number_in(offset block) {
  uint64_t number = 0;
  uint64_t length = kernel_length(block);
  for (uint64_t at = 0; at < length; at++) {
    number = number * 10 + (kernel_load_u8(block + at) - '0');
  }
  return number;
}

static int is_vowel(uint8_t byte) {
  switch (byte | 0x20) {
    case 'a':
    case 'e':
    case 'i':
    case 'o':
    case 'u':
      return 1;
    default:
      return 0;
  }
}

EXPORT(count_vowels) int32_t count_vowels(void) {
  uint64_t count = 0;
  for (uint64_t at = 0; at < input_length(); at++) {
    count += is_vowel(input_load_u8(at)) ? 1 : 0;
  }
  offset before = var_get(word_to_kernel("total"));
  uint64_t total = number_in(before) + count;
  kernel_free(before);

  text digits = {.length = 0};
  append_number(&digits, total);
  var_set(word_to_kernel("total"), to_kernel(digits.bytes, digits.length));

  text output = {.length = 0};
  append_word(&output, "{\"count\":");
  append_number(&output, count);
  append_word(&output, ",\"total\":");
  append_number(&output, total);
  append_word(&output, "}");
  return answer(&output);
}

/* An empty input makes it forget. */
EXPORT(remember) int32_t remember(void) {
  text before = {.length = 0};
  append_block(&before, var_get(word_to_kernel("memory")));
  text now = {.length = 0};
  append_input(&now);
  var_set(word_to_kernel("memory"), to_kernel(now.bytes, now.length));
  return answer(&before);
}

EXPORT(log) int32_t log_all(void) {
  text line = {.length = 0};
  append_input(&line);
  log_trace(to_kernel(line.bytes, line.length));
  log_debug(to_kernel(line.bytes, line.length));
  log_info(to_kernel(line.bytes, line.length));
  log_warn(to_kernel(line.bytes, line.length));
  log_error(to_kernel(line.bytes, line.length));

  text output = {.length = 0};
  append_word(&output, "level ");
  append_number(&output, (uint64_t)get_log_level());
  return answer(&output);
}

EXPORT(reject) int32_t reject(void) {
  text why = {.length = 0};
  append_word(&why, "not acceptable: ");
  append_input(&why);
  error_set(to_kernel(why.bytes, why.length));
  return 1;
}

EXPORT(exit_code) int32_t exit_code(void) {
  return 7;
}

EXPORT(fetch) int32_t fetch(void) {
  offset page = http_request(word_to_kernel("{\"url\":\"https://example.com/\"}"), 0);
  output_set(page, kernel_length(page));
  return 0;
}

EXPORT(crash) int32_t crash(void) {
  __builtin_trap();
}
