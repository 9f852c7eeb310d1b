/* SPDX-License-Identifier: Apache-2.0
 * Finds values in the JSON text of a host that writes it well: nothing is checked that the host
 * does not leave open, and nothing is read behind the end. A value is its place in the text. */
#ifndef JSON_H
#define JSON_H

#include <stddef.h>
#include <stdint.h>

typedef struct {
  const char *at;
  const char *end;
} json;

static const json NOTHING = {0, 0};

static inline json skip_space(json text) {
  while (text.at < text.end && (*text.at == ' ' || *text.at == '\n' || *text.at == '\t' || *text.at == '\r')) {
    text.at++;
  }
  return text;
}

/* What follows a string. */
static inline json skip_string(json text) {
  text.at++;
  while (text.at < text.end && *text.at != '"') {
    text.at += *text.at == '\\' ? 2 : 1;
  }
  text.at++;
  return text;
}

/* What follows a value. */
static inline json skip_value(json text) {
  int depth = 0;
  text = skip_space(text);
  while (text.at < text.end) {
    char c = *text.at;
    if (c == '"') {
      text = skip_string(text);
    } else {
      if (depth == 0 && (c == ',' || c == '}' || c == ']')) {
        return text;
      }
      depth += c == '{' || c == '[';
      depth -= c == '}' || c == ']';
      text.at++;
    }
    if (depth == 0 && (c == '"' || c == '}' || c == ']')) {
      return text;
    }
  }
  return text;
}

static inline int is_key(json text, const char *key) {
  size_t length = 0;
  while (key[length] != 0) {
    if (text.at + 1 + length >= text.end || text.at[1 + length] != key[length]) {
      return 0;
    }
    length++;
  }
  return text.at + 1 + length < text.end && text.at[1 + length] == '"';
}

/* The value of a key in an object; NOTHING where there is none. */
static inline json member(json object, const char *key) {
  object = skip_space(object);
  if (object.at >= object.end || *object.at != '{') {
    return NOTHING;
  }
  object.at++;
  while ((object = skip_space(object)).at < object.end && *object.at == '"') {
    int found = is_key(object, key);
    json value = skip_space(skip_string(object));
    value.at++;
    value = skip_space(value);
    json next = skip_space(skip_value(value));
    if (found) {
      value.end = next.at;
      return value;
    }
    next.at += next.at < next.end && *next.at == ',';
    object = next;
  }
  return NOTHING;
}

/* Whether a value is a whole number; if so, writes it. */
static inline int whole_number(json value, int64_t *number) {
  int negative = value.at < value.end && *value.at == '-';
  value.at += negative;
  if (value.at >= value.end || *value.at < '0' || *value.at > '9') {
    return 0;
  }
  uint64_t magnitude = 0;
  for (; value.at < value.end && *value.at >= '0' && *value.at <= '9'; value.at++) {
    magnitude = magnitude * 10 + (uint64_t)(*value.at - '0');
  }
  *number = (int64_t)(negative ? 0 - magnitude : magnitude);
  return 1;
}

/* Whether a value is a string without escapes that says this. */
static inline int is_string(json value, const char *word) {
  return value.at < value.end && *value.at == '"' && is_key(value, word);
}

#endif
