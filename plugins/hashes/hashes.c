/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Two hashes of bytes that are no digests: FNV-1a of 64 bits, and SipHash-2-4 with the key of its
 * authors' test vectors, the bytes 0 to 15. Each is there twice: from text to a decimal number with a
 * sign, which anybody can read, and from a binary row to a binary row, which costs less.
 */

#include "../base64/arena.h"
#include "../shared/rows.h"

#define EXPORT(name) __attribute__((export_name(name)))
#define TEXT(text) packed(text, sizeof(text) - 1)
#define LONGEST 20 /* -9223372036854775808 */

static uint64_t fnv1a(const uint8_t *at, size_t length) {
  uint64_t hash = 0xcbf29ce484222325;
  for (const uint8_t *end = at + length; at < end; at++) hash = (hash ^ *at) * 0x100000001b3;
  return hash;
}

typedef struct {
  uint64_t a, b, c, d;
} Sip;

static uint64_t rotated(uint64_t value, int bits) { return value << bits | value >> (64 - bits); }

static inline void sip_round(Sip *s) {
  s->a += s->b;
  s->b = rotated(s->b, 13) ^ s->a;
  s->a = rotated(s->a, 32);
  s->c += s->d;
  s->d = rotated(s->d, 16) ^ s->c;
  s->a += s->d;
  s->d = rotated(s->d, 21) ^ s->a;
  s->c += s->b;
  s->b = rotated(s->b, 17) ^ s->c;
  s->c = rotated(s->c, 32);
}

static inline void sip_word(Sip *s, uint64_t word) {
  s->d ^= word;
  sip_round(s);
  sip_round(s);
  s->a ^= word;
}

static uint64_t siphash(const uint8_t *at, size_t length) {
  const uint64_t low = 0x0706050403020100, high = 0x0f0e0d0c0b0a0908;
  Sip s = {low ^ 0x736f6d6570736575, high ^ 0x646f72616e646f6d, low ^ 0x6c7967656e657261,
           high ^ 0x7465646279746573};
  const uint8_t *whole = at + (length & ~(size_t)7);
  for (; at < whole; at += 8) {
    uint64_t word;
    __builtin_memcpy(&word, at, 8);
    sip_word(&s, word);
  }
  uint64_t last = (uint64_t)length << 56;
  for (size_t i = 0; i < (length & 7); i++) last |= (uint64_t)at[i] << 8 * i;
  sip_word(&s, last);
  s.c ^= 0xff;
  for (int i = 0; i < 4; i++) sip_round(&s);
  return s.a ^ s.b ^ s.c ^ s.d;
}

/* The digits of a number below 10^9, at least so many, ending before `end`; answers their start. */
static uint8_t *write_digits(uint8_t *end, uint32_t value, int least) {
  for (; value > 0 || least > 0; least--) {
    *--end = '0' + value % 10;
    value /= 10;
  }
  return end;
}

static uint64_t decimal(uint64_t bits) {
  const uint32_t billion = 1000000000;
  uint8_t *output = allocate_output(LONGEST);
  if (output == NULL) return 0;
  uint8_t *end = output + LONGEST, *at = end;
  bool negative = (int64_t)bits < 0;
  uint64_t value = negative ? 0 - bits : bits;
  /* Divisions of 64 bits are slow: one for each nine digits. */
  for (; value >= billion; value /= billion) at = write_digits(at, value % billion, 9);
  at = write_digits(at, value, 1);
  if (negative) *--at = '-';
  return packed(at, end - at);
}

EXPORT("alloc") uint8_t *plugin_alloc(size_t size) { return allocate_input(size); }

EXPORT("dealloc") void plugin_dealloc(const uint8_t *address, size_t size) {
  (void)size;
  release_input(address);
}

EXPORT("transform") uint64_t plugin_transform(const uint8_t *input, size_t length) {
  return is_input(input, length) ? decimal(fnv1a(input, length)) : 0;
}

EXPORT("siphash") uint64_t plugin_siphash(const uint8_t *input, size_t length) {
  return is_input(input, length) ? decimal(siphash(input, length)) : 0;
}

/* A hash of the one text of a row, as the one BIGINT of a row. */
static inline uint64_t row_of(uint64_t (*hash)(const uint8_t *, size_t), const uint8_t *input,
                              size_t length) {
  if (!is_input(input, length)) return 0;
  RowReader arguments = row_reader(input, length, 1);
  bool is_there = row_next(&arguments);
  RowBytes text = {NULL, 0};
  if (is_there) text = row_bytes(&arguments);
  uint8_t *output = allocate_output(1 + 8);
  if (output == NULL || !row_is_read(&arguments)) return 0;
  RowWriter answer = row_writer(output, 1);
  if (row_put(&answer, is_there)) row_put_number(&answer, hash(text.start, text.length), 8);
  return packed(output, answer.at - output);
}

EXPORT("fnv1a_row") uint64_t plugin_fnv1a_row(const uint8_t *input, size_t length) {
  return row_of(fnv1a, input, length);
}

EXPORT("siphash_row") uint64_t plugin_siphash_row(const uint8_t *input, size_t length) {
  return row_of(siphash, input, length);
}

EXPORT("plugin_version") uint32_t plugin_version(void) { return 1; }

EXPORT("plugin_name") uint64_t plugin_name(void) { return TEXT("hashes"); }

EXPORT("plugin_description") uint64_t plugin_description(void) {
  return TEXT("Hashes for buckets and joins: FNV-1a and SipHash-2-4");
}
