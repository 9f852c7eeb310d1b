/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Three functions of texts. `slugify` takes one text, and so gets it as it is; the others take more,
 * and get a JSON array. Characters are those of Unicode.
 */

#include "../base64/arena.h"
#include "values.h"

#define EXPORT(name) __attribute__((export_name(name)))
#define TEXT(text) packed(text, sizeof(text) - 1)
/* Java virtual machines do not compile a method of more than 8,000 bytes. */
#define SEPARATE __attribute__((noinline))

/* The letters from U+00C0 to U+00FF without what is above, below or across them. */
static const char LATIN[] =
    "aaaaaaaceeeeiiiidnooooo-ouuuuytsaaaaaaaceeeeiiiidnooooo-ouuuuyty";

/* Decodes a character of text that the host has checked; answers how many bytes it has. */
static size_t read_utf8(const uint8_t *at, const uint8_t *end, uint32_t *character) {
  size_t length = *at < 0x80 ? 1 : *at < 0xe0 ? 2 : *at < 0xf0 ? 3 : 4;
  if (length > (size_t)(end - at)) length = end - at;
  *character = length == 1 ? *at : *at & (0x7f >> length);
  for (size_t i = 1; i < length; i++) *character = *character << 6 | (at[i] & 0x3f);
  return length;
}

/* What stands for a character in a slug, or '-'. */
static uint8_t slug_letter(uint32_t character) {
  if (character >= '0' && character <= '9') return character;
  uint32_t lower = character | 0x20;
  if (lower >= 'a' && lower <= 'z' && character < 0x80) return lower;
  return character >= 0xc0 && character <= 0xff ? LATIN[character - 0xc0] : '-';
}

SEPARATE static uint64_t slugify(const uint8_t *input, size_t length) {
  uint8_t *output = allocate_output(length + 1);
  if (output == NULL) return 0;
  const uint8_t *end = input + length;
  uint8_t *to = output;
  while (input < end) {
    uint32_t character;
    input += read_utf8(input, end, &character);
    uint8_t letter = slug_letter(character);
    if (letter != '-' || (to > output && to[-1] != '-')) *to++ = letter;
  }
  if (to > output && to[-1] == '-') to--;
  return packed(output, to - output);
}

/* The characters of a text, decoded to `to`; answers how many there are. */
static size_t characters(Text text, uint32_t *to) {
  const uint8_t *at = text.start, *end = at + text.length;
  size_t count = 0;
  while (at < end) at += read_utf8(at, end, &to[count++]);
  return count;
}

static uint32_t least(uint32_t a, uint32_t b) { return a < b ? a : b; }

/* Levenshtein's distance, one row of the table at a time. */
SEPARATE static uint32_t distance(const uint32_t *a, size_t a_count, const uint32_t *b,
                                  size_t b_count, uint32_t *row) {
  for (size_t j = 0; j <= b_count; j++) row[j] = j;
  for (size_t i = 0; i < a_count; i++) {
    uint32_t diagonal = row[0];
    row[0] = i + 1;
    for (size_t j = 0; j < b_count; j++) {
      uint32_t replaced = diagonal + (a[i] != b[j]);
      diagonal = row[j + 1];
      row[j + 1] = least(replaced, least(diagonal, row[j]) + 1);
    }
  }
  return row[b_count];
}

static uint64_t decimal(uint32_t number, uint8_t *output) {
  uint8_t *end = output + 10, *at = end;
  do {
    *--at = '0' + number % 10;
    number /= 10;
  } while (number > 0);
  return packed(at, end - at);
}

SEPARATE static uint64_t edit_distance(Text a, Text b) {
  if (a.length > SIZE_MAX / 32 || b.length > SIZE_MAX / 32) return 0;
  uint32_t *words = (uint32_t *)allocate_output((a.length + 2 * b.length + 8) * sizeof(uint32_t));
  if (words == NULL) return 0;
  size_t a_count = characters(a, words);
  uint32_t *b_words = words + a_count;
  size_t b_count = characters(b, b_words);
  uint32_t *row = b_words + b_count;
  return decimal(distance(words, a_count, b_words, b_count, row), (uint8_t *)words);
}

/* Where so many characters of a text end. */
static const uint8_t *behind(Text text, size_t count) {
  const uint8_t *at = text.start, *end = at + text.length;
  uint32_t ignored;
  while (at < end && count-- > 0) at += read_utf8(at, end, &ignored);
  return at;
}

static size_t count_of(Text text) {
  size_t count = 0;
  for (size_t i = 0; i < text.length; i++) count += (text.start[i] & 0xc0) != 0x80;
  return count;
}

SEPARATE static uint64_t shorten(Text text, int32_t length, Text ending) {
  if (length < 0) return 0;
  if (count_of(text) <= (size_t)length) return packed(text.start, text.length);
  size_t room = count_of(ending);
  if (room > (size_t)length) return 0;
  size_t kept = behind(text, length - room) - text.start;
  uint8_t *output = allocate_output(kept + ending.length + 1);
  if (output == NULL) return 0;
  __builtin_memcpy(output, text.start, kept);
  __builtin_memcpy(output + kept, ending.start, ending.length);
  return packed(output, kept + ending.length);
}

EXPORT("alloc") uint8_t *plugin_alloc(size_t size) { return allocate_input(size); }

EXPORT("dealloc") void plugin_dealloc(const uint8_t *address, size_t size) {
  (void)size;
  release_input(address);
}

EXPORT("transform") uint64_t plugin_transform(const uint8_t *input, size_t length) {
  return is_input(input, length) ? slugify(input, length) : 0;
}

EXPORT("edit_distance") uint64_t plugin_edit_distance(uint8_t *input, size_t length) {
  if (!is_input(input, length)) return 0;
  Values values = {input, input + length, false};
  Text a, b;
  bool read = next_text(&values, &a) && next_text(&values, &b) && end_values(&values);
  return read ? edit_distance(a, b) : 0;
}

EXPORT("shorten") uint64_t plugin_shorten(uint8_t *input, size_t length) {
  if (!is_input(input, length)) return 0;
  Values values = {input, input + length, false};
  Text text, ending;
  int32_t most;
  bool read = next_text(&values, &text) && next_integer(&values, &most) &&
              next_text(&values, &ending) && end_values(&values);
  return read ? shorten(text, most, ending) : 0;
}

EXPORT("plugin_version") uint32_t plugin_version(void) { return 1; }

EXPORT("plugin_name") uint64_t plugin_name(void) { return TEXT("strings"); }

EXPORT("plugin_description") uint64_t plugin_description(void) {
  return TEXT("Texts for URLs, shorter texts, and how alike two texts are");
}
