/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reads and writes binary rows (docs/abi/binary-rows.md). A reader that meets the end of its bytes
 * answers zeros and says so in `bad`; a writer has as much room as its caller made for it.
 */
#ifndef ROWS_H
#define ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A row, or the elements of an array, on its way through a reader. */
typedef struct {
  const uint8_t *at, *end, *nulls;
  uint32_t next, values;
  bool bad;
} RowReader;

typedef struct {
  const uint8_t *start;
  uint32_t length;
} RowBytes;

/* A moment, or an interval: nanoseconds count forward from the second. */
typedef struct {
  int64_t second;
  uint32_t nano;
} RowTime;

/* Goes on behind so many bytes; answers where they begin, or NULL. */
static inline const uint8_t *row_take(RowReader *row, size_t size) {
  const uint8_t *from = row->at;
  if (row->bad || size > (size_t)(row->end - from)) {
    row->bad = true;
    return NULL;
  }
  row->at += size;
  return from;
}

static inline void row_begin_values(RowReader *row, uint32_t values) {
  row->nulls = row_take(row, (values + 7) / 8);
  row->next = 0;
  row->values = row->bad ? 0 : values;
}

/* Reads a row of so many values. */
static inline RowReader row_reader(const uint8_t *bytes, size_t length, uint32_t values) {
  RowReader row = {bytes, bytes + length, NULL, 0, 0, false};
  row_begin_values(&row, values);
  return row;
}

/* Goes on to the next value; false where it is NULL, and so has no bytes. */
static inline bool row_next(RowReader *row) {
  uint32_t i = row->next++;
  if (i >= row->values) return false;
  return (row->nulls[i / 8] >> i % 8 & 1) == 0;
}

/* A number of 1 to 8 bytes, its high bits 0. */
static inline uint64_t row_unsigned(RowReader *row, unsigned size) {
  const uint8_t *from = row_take(row, size);
  uint64_t number = 0;
  for (unsigned i = 0; from != NULL && i < size; i++) number |= (uint64_t)from[i] << 8 * i;
  return number;
}

/* BOOLEAN, TINYINT, SMALLINT, INTEGER, BIGINT; DATE in days; DECIMAL without its point. */
static inline int64_t row_signed(RowReader *row, unsigned size) {
  unsigned above = 64 - 8 * size;
  return (int64_t)(row_unsigned(row, size) << above) >> above;
}

/* DOUBLE; a REAL is the same with 32 bits. */
static inline double row_double(RowReader *row) {
  union { uint64_t bits; double number; } value = {row_unsigned(row, 8)};
  return value.number;
}

static inline float row_real(RowReader *row) {
  union { uint32_t bits; float number; } value = {(uint32_t)row_unsigned(row, 4)};
  return value.number;
}

/* TIMESTAMP and INTERVAL DAY TO SECOND. */
static inline RowTime row_time(RowReader *row) {
  int64_t second = row_signed(row, 8);
  RowTime time = {second, (uint32_t)row_unsigned(row, 4)};
  return time;
}

/* VARCHAR, CHAR, CLOB, JSON, VARBINARY, BLOB. */
static inline RowBytes row_bytes(RowReader *row) {
  uint32_t length = row_unsigned(row, 4);
  const uint8_t *start = row_take(row, length);
  RowBytes bytes = {start, start == NULL ? 0 : length};
  return bytes;
}

/* Begins with the elements of an ARRAY: read them with row_next, then go on with row_end_array. */
static inline RowReader row_array(RowReader *row) {
  RowReader elements = *row;
  uint32_t count = row_unsigned(&elements, 4);
  row_begin_values(&elements, count);
  return elements;
}

static inline void row_end_array(RowReader *row, const RowReader *elements) {
  row->at = elements->at;
  row->bad = elements->bad;
}

/* Whether all was as it should be, and nothing is left. */
static inline bool row_is_read(const RowReader *row) { return !row->bad && row->at == row->end; }

/* A row, or the elements of an array, as it is written. */
typedef struct {
  uint8_t *at, *nulls;
  uint32_t next;
} RowWriter;

/* Begins with so many values at an address. */
static inline RowWriter row_writer(uint8_t *at, uint32_t values) {
  RowWriter row = {at + (values + 7) / 8, at, 0};
  for (uint8_t *bits = at; bits < row.at; bits++) *bits = 0;
  return row;
}

/* Goes on to the next value, whose bytes follow if it is there. Answers what it is told. */
static inline bool row_put(RowWriter *row, bool is_there) {
  uint32_t i = row->next++;
  if (!is_there) row->nulls[i / 8] |= 1 << i % 8;
  return is_there;
}

static inline void row_put_number(RowWriter *row, uint64_t number, unsigned size) {
  for (unsigned i = 0; i < size; i++) *row->at++ = number >> 8 * i;
}

static inline void row_put_double(RowWriter *row, double number) {
  union { double number; uint64_t bits; } value = {number};
  row_put_number(row, value.bits, 8);
}

static inline void row_put_real(RowWriter *row, float number) {
  union { float number; uint32_t bits; } value = {number};
  row_put_number(row, value.bits, 4);
}

static inline void row_put_time(RowWriter *row, RowTime time) {
  row_put_number(row, time.second, 8);
  row_put_number(row, time.nano, 4);
}

static inline void row_put_bytes(RowWriter *row, RowBytes bytes) {
  row_put_number(row, bytes.length, 4);
  for (uint32_t i = 0; i < bytes.length; i++) *row->at++ = bytes.start[i];
}

/* Begins an ARRAY of so many elements: write them, then go on with row_put_end_array. */
static inline RowWriter row_put_array(RowWriter *row, uint32_t count) {
  row_put_number(row, count, 4);
  return row_writer(row->at, count);
}

static inline void row_put_end_array(RowWriter *row, const RowWriter *elements) { row->at = elements->at; }

#endif
