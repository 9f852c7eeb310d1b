/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The parameters in front of the data: [u32 n, little-endian][n bytes of one JSON object][data].
 *
 * A call without parameters sends the bare data. The two are told apart by checking strictly:
 * only if the n bytes are exactly one well-formed JSON object, they are parameters.
 */
#ifndef PARAMS_H
#define PARAMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MAXIMUM_DEPTH 512

typedef struct {
  const uint8_t *at;
  const uint8_t *end;
} Reader;

/* The next byte, or -1 at the end. */
static int peek(const Reader *reader) { return reader->at < reader->end ? *reader->at : -1; }

static bool accept(Reader *reader, int byte) {
  if (peek(reader) != byte) return false;
  reader->at++;
  return true;
}

static void skip_space(Reader *reader) {
  int byte = peek(reader);
  while (byte == ' ' || byte == '\n' || byte == '\r' || byte == '\t') {
    reader->at++;
    byte = peek(reader);
  }
}

static bool skip_literal(Reader *reader, const char *literal) {
  while (*literal != 0) {
    if (!accept(reader, *literal++)) return false;
  }
  return true;
}

static bool is_digit(int byte) { return byte >= '0' && byte <= '9'; }

static bool skip_digits(Reader *reader) {
  if (!is_digit(peek(reader))) return false;
  while (is_digit(peek(reader))) reader->at++;
  return true;
}

static bool skip_number(Reader *reader) {
  accept(reader, '-');
  if (!accept(reader, '0') && !skip_digits(reader)) return false;
  if (accept(reader, '.') && !skip_digits(reader)) return false;
  if (!accept(reader, 'e') && !accept(reader, 'E')) return true;
  if (!accept(reader, '+')) accept(reader, '-');
  return skip_digits(reader);
}

static bool is_hex(int byte) {
  return is_digit(byte) || (byte >= 'a' && byte <= 'f') || (byte >= 'A' && byte <= 'F');
}

static bool skip_escape(Reader *reader) {
  int byte = peek(reader);
  reader->at++;
  if (byte != 'u') {
    return byte == '"' || byte == '\\' || byte == '/' || byte == 'b' || byte == 'f' ||
           byte == 'n' || byte == 'r' || byte == 't';
  }
  for (int i = 0; i < 4; i++) {
    if (!is_hex(peek(reader))) return false;
    reader->at++;
  }
  return true;
}

static bool skip_between(Reader *reader, int low, int high) {
  int byte = peek(reader);
  if (byte < low || byte > high) return false;
  reader->at++;
  return true;
}

/* Skips one UTF-8 character of two to four bytes; the table is the one in RFC 3629. */
static bool skip_multibyte(Reader *reader) {
  int lead = *reader->at++;
  if (lead >= 0xc2 && lead <= 0xdf) return skip_between(reader, 0x80, 0xbf);
  if (lead >= 0xe0 && lead <= 0xef) {
    return skip_between(reader, lead == 0xe0 ? 0xa0 : 0x80, lead == 0xed ? 0x9f : 0xbf) &&
           skip_between(reader, 0x80, 0xbf);
  }
  if (lead >= 0xf0 && lead <= 0xf4) {
    return skip_between(reader, lead == 0xf0 ? 0x90 : 0x80, lead == 0xf4 ? 0x8f : 0xbf) &&
           skip_between(reader, 0x80, 0xbf) && skip_between(reader, 0x80, 0xbf);
  }
  return false;
}

static bool skip_string(Reader *reader) {
  if (!accept(reader, '"')) return false;
  for (;;) {
    int byte = peek(reader);
    if (byte < 0x20) return false;
    if (byte >= 0x80) {
      if (!skip_multibyte(reader)) return false;
      continue;
    }
    reader->at++;
    if (byte == '"') return true;
    if (byte == '\\' && !skip_escape(reader)) return false;
  }
}

static bool skip_scalar(Reader *reader) {
  switch (peek(reader)) {
    case '"': return skip_string(reader);
    case 't': return skip_literal(reader, "true");
    case 'f': return skip_literal(reader, "false");
    case 'n': return skip_literal(reader, "null");
    default: return skip_number(reader);
  }
}

static bool skip_key(Reader *reader) {
  skip_space(reader);
  if (!skip_string(reader)) return false;
  skip_space(reader);
  return accept(reader, ':');
}

/* Skips one well-formed value. Not recursive: how deep the data nests is the caller's choice. */
static bool skip_value(Reader *reader) {
  static uint8_t closing[MAXIMUM_DEPTH];
  size_t depth = 0;
  do {
    skip_space(reader);
    int byte = peek(reader);
    if (byte == '{' || byte == '[') {
      if (depth == MAXIMUM_DEPTH) return false;
      closing[depth++] = byte + 2; /* '}' and ']' follow two behind in ASCII */
      reader->at++;
      skip_space(reader);
      if (peek(reader) != byte + 2) {
        if (byte == '{' && !skip_key(reader)) return false;
        continue;
      }
    } else if (!skip_scalar(reader)) {
      return false;
    }
    while (depth > 0) {
      skip_space(reader);
      if (accept(reader, ',')) {
        if (closing[depth - 1] == '}' && !skip_key(reader)) return false;
        break;
      }
      if (!accept(reader, closing[--depth])) return false;
    }
  } while (depth > 0);
  return true;
}

/* The size of the JSON object in front of the data, or 0 when there are no parameters. */
static size_t params_size(const uint8_t *input, size_t length) {
  if (length < 6 || input[4] != '{') return 0;
  size_t size = input[0] | input[1] << 8 | input[2] << 16 | (size_t)input[3] << 24;
  if (size > length - 4) return 0;
  Reader reader = {input + 4, input + 4 + size};
  if (!skip_value(&reader)) return 0;
  skip_space(&reader);
  return reader.at == reader.end ? size : 0;
}

/* Reads a string without its quotes, escapes as they are written. */
static bool read_string(Reader *reader, Reader *text) {
  skip_space(reader);
  text->at = reader->at + 1;
  if (!skip_string(reader)) return false;
  text->end = reader->at - 1;
  return true;
}

static bool equals(const Reader *text, const char *expected) {
  Reader rest = *text;
  return skip_literal(&rest, expected) && rest.at == rest.end;
}

#endif
