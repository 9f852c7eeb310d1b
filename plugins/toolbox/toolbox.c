/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Eight small functions of all kinds in one module: of single values, of groups, and of tables.
 */

#include "../shared/heap.h"
#include "../strings/values.h"

#define EXPORT(name) __attribute__((export_name(name)))
#define DONE 0
#define REFUSED 1
#define LONGEST_NUMBER 20

EXPORT("alloc") void *alloc(size_t size) { return heap_take(size); }

EXPORT("dealloc") void dealloc(void *address, size_t size) {
  (void)size;
  heap_give(address);
}

static bool is_blank(uint8_t byte) { return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r'; }

static uint8_t *write_number(uint8_t *to, int64_t number) {
  uint8_t digits[LONGEST_NUMBER];
  size_t count = 0;
  uint64_t magnitude = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
  if (number < 0) *to++ = '-';
  do {
    digits[count++] = '0' + magnitude % 10;
    magnitude /= 10;
  } while (magnitude > 0);
  while (count > 0) *to++ = digits[--count];
  return to;
}

/* ---- values ---- */

EXPORT("gcd") int64_t gcd(int64_t a, int64_t b) {
  while (b != 0) {
    int64_t rest = b == -1 ? 0 : a % b;
    a = b;
    b = rest;
  }
  return a < 0 && a != INT64_MIN ? -a : a;
}

/* Where the character ends that begins there. */
static size_t character(const uint8_t *at, size_t length) {
  size_t end = 1;
  while (end < length && (at[end] & 0xc0) == 0x80) end++;
  return end;
}

static uint8_t *kept;

/* A buffer that lasts until the next call. */
static uint8_t *buffer(size_t size) {
  if (kept != NULL) heap_give(kept);
  kept = heap_take(size == 0 ? 1 : size);
  return kept;
}

EXPORT("reversed") uint64_t reversed(const uint8_t *text, size_t length) {
  uint8_t *to = buffer(length);
  if (to == NULL) return 0;
  size_t from = 0;
  while (from < length) {
    size_t size = character(text + from, length - from);
    from += size;
    __builtin_memcpy(to + length - from, text + from - size, size);
  }
  return packed(to, length);
}

EXPORT("words_in") uint64_t words_in(const uint8_t *text, size_t length) {
  int64_t words = 0;
  for (size_t i = 0; i < length; i++) {
    if (!is_blank(text[i]) && (i == 0 || is_blank(text[i - 1]))) words++;
  }
  uint8_t *to = buffer(LONGEST_NUMBER);
  return to == NULL ? 0 : packed(to, write_number(to, words) - to);
}

#define MOST_REPEATED (1u << 20)

/* A text and a number, in a JSON array. */
EXPORT("repeated") uint64_t repeated(uint8_t *input, size_t length) {
  Values values = {input, input + length, false};
  Text text;
  int32_t times;
  if (!next_text(&values, &text) || !next_integer(&values, &times) || !end_values(&values)) return 0;
  if (times < 0 || (uint64_t)text.length * times > MOST_REPEATED) return 0;
  uint8_t *to = buffer(text.length * times);
  if (to == NULL) return 0;
  for (int32_t i = 0; i < times; i++) __builtin_memcpy(to + i * text.length, text.start, text.length);
  return packed(to, text.length * times);
}

/* ---- groups ---- */

/* The longest text so far; of two that are as long, the one that is greater. */
typedef struct {
  uint8_t *text;
  size_t length;
} Longest;

EXPORT("longest_new") Longest *longest_new(void) {
  Longest *state = heap_take(sizeof(Longest));
  if (state != NULL) *state = (Longest){NULL, 0};
  return state;
}

static bool is_longer(const Longest *state, const uint8_t *text, size_t length) {
  if (state->text == NULL || length != state->length) return state->text == NULL || length > state->length;
  for (size_t i = 0; i < length; i++) {
    if (text[i] != state->text[i]) return text[i] > state->text[i];
  }
  return false;
}

EXPORT("longest_add") int longest_add(Longest *state, const uint8_t *text, size_t length) {
  if (!is_longer(state, text, length)) return DONE;
  uint8_t *copy = heap_take(length == 0 ? 1 : length);
  if (copy == NULL) return REFUSED;
  __builtin_memcpy(copy, text, length);
  if (state->text != NULL) heap_give(state->text);
  *state = (Longest){copy, length};
  return DONE;
}

/* The state of a group without rows has no bytes; that of others has one before its text. */
EXPORT("longest_merge") int longest_merge(Longest *state, const uint8_t *other, size_t length) {
  if (length == 0) return DONE;
  return *other == 1 ? longest_add(state, other + 1, length - 1) : REFUSED;
}

EXPORT("longest_state") uint64_t longest_state(Longest *state) {
  uint8_t *to = buffer(state->length + 1);
  if (to == NULL) __builtin_trap();
  if (state->text == NULL) return packed(to, 0);
  *to = 1;
  __builtin_memcpy(to + 1, state->text, state->length);
  return packed(to, state->length + 1);
}

EXPORT("longest_result") uint64_t longest_result(Longest *state) {
  return state->text == NULL ? 0 : packed(state->text, state->length);
}

EXPORT("longest_free") void longest_free(Longest *state) {
  if (state->text != NULL) heap_give(state->text);
  heap_give(state);
}

/* Characters of all texts. */
EXPORT("characters_new") int64_t *characters_new(void) {
  int64_t *state = heap_take(sizeof(int64_t));
  if (state != NULL) *state = 0;
  return state;
}

EXPORT("characters_add") int characters_add(int64_t *state, const uint8_t *text, size_t length) {
  for (size_t i = 0; i < length; i += character(text + i, length - i)) ++*state;
  return DONE;
}

EXPORT("characters_merge") int characters_merge(int64_t *state, const uint8_t *other, size_t length) {
  int64_t more;
  if (length != sizeof(more)) return REFUSED;
  __builtin_memcpy(&more, other, sizeof(more));
  return more < 0 || __builtin_add_overflow(*state, more, state) ? REFUSED : DONE;
}

EXPORT("characters_state") uint64_t characters_state(int64_t *state) { return packed(state, sizeof(int64_t)); }

EXPORT("characters_result") uint64_t characters_result(int64_t *state) {
  uint8_t *to = buffer(LONGEST_NUMBER);
  if (to == NULL) __builtin_trap();
  return packed(to, write_number(to, *state) - to);
}

EXPORT("characters_free") void characters_free(int64_t *state) { heap_give(state); }

/* ---- tables ---- */

typedef struct {
  size_t at;
  size_t length;
  int64_t number;
  uint8_t *chunk;
  uint8_t text[];
} Words;

EXPORT("words_open") int32_t words_open(const uint8_t *text, size_t length) {
  if (length > (1u << LARGEST) / 8) return 0;
  Words *words = heap_take(sizeof(Words) + length);
  if (words == NULL) return 0;
  words->at = 0;
  words->length = length;
  words->number = 0;
  words->chunk = NULL;
  __builtin_memcpy(words->text, text, length);
  return (int32_t)(uintptr_t)words;
}

/* One row: [number, "word"]. A word has no white space; what else must be escaped is. */
EXPORT("words_next") uint64_t words_next(Words *words) {
  static const char HEX[] = "0123456789abcdef";
  while (words->at < words->length && is_blank(words->text[words->at])) words->at++;
  size_t end = words->at;
  while (end < words->length && !is_blank(words->text[end])) end++;
  if (end == words->at) return 0;
  if (words->chunk != NULL) heap_give(words->chunk);
  words->chunk = heap_take(6 * (end - words->at) + LONGEST_NUMBER + 8);
  if (words->chunk == NULL) __builtin_trap();
  uint8_t *to = words->chunk;
  *to++ = '[';
  to = write_number(to, ++words->number);
  *to++ = ',';
  *to++ = '"';
  for (; words->at < end; words->at++) {
    uint8_t byte = words->text[words->at];
    if (byte < 0x20) {
      __builtin_memcpy(to, "\\u00", 4);
      to += 4;
      *to++ = HEX[byte >> 4];
      *to++ = HEX[byte & 15];
    } else {
      if (byte == '"' || byte == '\\') *to++ = '\\';
      *to++ = byte;
    }
  }
  *to++ = '"';
  *to++ = ']';
  *to++ = '\n';
  return packed(words->chunk, to - words->chunk);
}

EXPORT("words_close") void words_close(Words *words) {
  if (words->chunk != NULL) heap_give(words->chunk);
  heap_give(words);
}

typedef struct {
  int64_t number;
  int64_t next;
  uint8_t chunk[LONGEST_NUMBER + 1];
} Divisors;

/* The argument stands in a JSON array; only the positive ones have divisors here. */
EXPORT("divisors_open") int32_t divisors_open(uint8_t *input, size_t length) {
  Values values = {input, input + length, false};
  int32_t number;
  if (!next_integer(&values, &number) || !end_values(&values) || number <= 0) return 0;
  Divisors *divisors = heap_take(sizeof(Divisors));
  if (divisors == NULL) return 0;
  divisors->number = number;
  divisors->next = 1;
  return (int32_t)(uintptr_t)divisors;
}

EXPORT("divisors_next") uint64_t divisors_next(Divisors *divisors) {
  int64_t number = divisors->number;
  int64_t next = divisors->next;
  if (next > number) return 0;
  while (number % next != 0) next++;
  uint8_t *to = write_number(divisors->chunk, next);
  *to++ = '\n';
  /* Behind the half of a number there is only the number itself. */
  divisors->next = next >= number / 2 && next != number ? number : next + 1;
  return packed(divisors->chunk, to - divisors->chunk);
}

EXPORT("divisors_close") void divisors_close(Divisors *divisors) { heap_give(divisors); }
