/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The arguments of a typed function: a JSON array with one element for each, as the host writes it.
 *
 * Texts are decoded where they stand: what an escape means is never longer than the escape.
 */
#ifndef VALUES_H
#define VALUES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
  uint8_t *at;
  const uint8_t *end;
  bool begun;
} Values;

/* UTF-8. */
typedef struct {
  const uint8_t *start;
  size_t length;
} Text;

static bool accept(Values *values, uint8_t byte) {
  if (values->at == values->end || *values->at != byte) return false;
  values->at++;
  return true;
}

/* Goes to the next element: behind the bracket or a comma. */
static bool next_value(Values *values) {
  bool there = accept(values, values->begun ? ',' : '[');
  values->begun = true;
  return there;
}

/* Whether there are no more elements, and nothing behind them. */
static bool end_values(Values *values) { return accept(values, ']') && values->at == values->end; }

static int hex_digit(uint8_t byte) {
  if (byte >= '0' && byte <= '9') return byte - '0';
  uint8_t lower = byte | 0x20;
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

static bool read_unit(Values *values, uint32_t *unit) {
  *unit = 0;
  for (int i = 0; i < 4; i++) {
    int digit = values->at == values->end ? -1 : hex_digit(*values->at++);
    if (digit < 0) return false;
    *unit = *unit << 4 | digit;
  }
  return true;
}

/* Reads what follows "\u": one unit, or a surrogate pair. */
static bool read_escaped(Values *values, uint32_t *character) {
  if (!read_unit(values, character)) return false;
  if (*character >> 10 != 0xd800 >> 10) return *character >> 10 != 0xdc00 >> 10;
  uint32_t low;
  if (!accept(values, '\\') || !accept(values, 'u') || !read_unit(values, &low)) return false;
  *character = 0x10000 + ((*character & 0x3ff) << 10 | (low & 0x3ff));
  return low >> 10 == 0xdc00 >> 10;
}

static uint8_t *write_utf8(uint8_t *to, uint32_t character) {
  if (character < 0x80) {
    *to++ = character;
    return to;
  }
  int more = character < 0x800 ? 1 : character < 0x10000 ? 2 : 3;
  *to++ = (0xf00 >> (more + 1) & 0xff) | character >> 6 * more;
  while (more-- > 0) *to++ = 0x80 | (character >> 6 * more & 0x3f);
  return to;
}

static bool read_escape(Values *values, uint32_t *character) {
  static const char NAMES[] = "\"\\/bfnrt";
  static const char MEANINGS[] = "\"\\/\b\f\n\r\t";
  if (values->at == values->end) return false;
  uint8_t name = *values->at++;
  if (name == 'u') return read_escaped(values, character);
  for (size_t i = 0; i < sizeof(NAMES) - 1; i++) {
    if (name == NAMES[i]) {
      *character = MEANINGS[i];
      return true;
    }
  }
  return false;
}

/* The next element, which is a string. */
static bool next_text(Values *values, Text *text) {
  if (!next_value(values) || !accept(values, '"')) return false;
  uint8_t *to = values->at;
  text->start = to;
  while (values->at != values->end && *values->at != '"') {
    uint8_t byte = *values->at++;
    uint32_t character;
    if (byte != '\\') {
      *to++ = byte;
    } else if (read_escape(values, &character)) {
      to = write_utf8(to, character);
    } else {
      return false;
    }
  }
  text->length = to - text->start;
  return accept(values, '"');
}

/* The next element, which is a whole number of an INTEGER. */
static bool next_integer(Values *values, int32_t *number) {
  if (!next_value(values)) return false;
  bool negative = accept(values, '-');
  int64_t all = 0;
  int digits = 0;
  while (values->at != values->end && *values->at >= '0' && *values->at <= '9' && digits < 11) {
    all = all * 10 + (*values->at++ - '0');
    digits++;
  }
  all = negative ? -all : all;
  *number = (int32_t)all;
  return digits > 0 && *number == all;
}

#endif
