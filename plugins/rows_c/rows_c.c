/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Functions over binary rows: an exact price, a sum of an array, a joined text, the time between two
 * moments. `transform` answers what reached the plugin, and `all_types` the same, read and written anew.
 * `element` is for comparison: it takes JSON and answers what stands between the brackets.
 */
#include "../base64/arena.h"
#include "rows.h"

#define EXPORT(name) __attribute__((export_name(name)))
/* Java virtual machines do not compile a method of more than 8,000 bytes. */
#define SEPARATE __attribute__((noinline))
#define NANOS 1000000000

/* Begins a result of so many bytes at most; false where there is no room. */
static bool begin_result(RowWriter *row, size_t size) {
  uint8_t *output = allocate_output(1 + size);
  if (output != NULL) *row = row_writer(output, 1);
  return output != NULL;
}

static uint64_t end_result(const RowWriter *row) { return packed(row->nulls, row->at - row->nulls); }

static uint64_t null_result(void) {
  RowWriter row;
  if (!begin_result(&row, 0)) return 0;
  row_put(&row, false);
  return end_result(&row);
}

static uint64_t number_result(int64_t number) {
  RowWriter row;
  if (!begin_result(&row, 8)) return 0;
  row_put(&row, true);
  row_put_number(&row, number, 8);
  return end_result(&row);
}

/* (price DECIMAL(12, 2), percent DECIMAL(5, 2)) -> DECIMAL(14, 2), rounded half up. */
EXPORT("vat") uint64_t vat(const uint8_t *input, size_t length) {
  if (!is_input(input, length)) return 0;
  RowReader row = row_reader(input, length, 2);
  int64_t price = row_next(&row) ? row_signed(&row, 8) : 0;
  int64_t percent = row_next(&row) ? row_signed(&row, 8) : 0;
  if (!row_is_read(&row)) return 0;
  int64_t tax = price * percent;
  int64_t half = tax < 0 ? -5000 : 5000;
  return number_result(price + (tax + half) / 10000);
}

/* (numbers BIGINT ARRAY) -> BIGINT: the sum of those that are not NULL; NULL of none. */
EXPORT("total") uint64_t total(const uint8_t *input, size_t length) {
  if (!is_input(input, length)) return 0;
  RowReader row = row_reader(input, length, 1);
  if (!row_next(&row)) return null_result();
  RowReader numbers = row_array(&row);
  int64_t sum = 0;
  bool some = false;
  for (uint32_t i = 0; i < numbers.values; i++) {
    if (!row_next(&numbers)) continue;
    if (__builtin_add_overflow(sum, row_signed(&numbers, 8), &sum)) return 0;
    some = true;
  }
  row_end_array(&row, &numbers);
  if (!row_is_read(&row)) return 0;
  return some ? number_result(sum) : null_result();
}

/* (words VARCHAR ARRAY, between VARCHAR) -> VARCHAR: those that are not NULL. */
EXPORT("joined") uint64_t joined(const uint8_t *input, size_t length) {
  if (!is_input(input, length)) return 0;
  RowReader row = row_reader(input, length, 2);
  if (!row_next(&row)) return null_result();
  RowReader words = row_array(&row), skipped = words;
  for (uint32_t i = 0; i < words.values; i++) {
    if (row_next(&skipped)) row_bytes(&skipped);
  }
  row_end_array(&row, &skipped);
  if (!row_next(&row)) return null_result();
  RowBytes between = row_bytes(&row);
  RowWriter result;
  uint64_t most = 4 + length + (uint64_t)words.values * between.length;
  if (!row_is_read(&row) || most > INT32_MAX || !begin_result(&result, most)) return 0;
  row_put(&result, true);
  uint8_t *begin = result.at + 4, *to = begin;
  for (uint32_t i = 0; i < words.values; i++) {
    if (!row_next(&words)) continue;
    if (to > begin) {
      for (uint32_t n = 0; n < between.length; n++) *to++ = between.start[n];
    }
    RowBytes word = row_bytes(&words);
    for (uint32_t n = 0; n < word.length; n++) *to++ = word.start[n];
  }
  row_put_number(&result, to - begin, 4);
  result.at = to;
  return end_result(&result);
}

/* (since TIMESTAMP, until TIMESTAMP) -> INTERVAL DAY TO SECOND. */
EXPORT("elapsed") uint64_t elapsed(const uint8_t *input, size_t length) {
  if (!is_input(input, length)) return 0;
  RowReader row = row_reader(input, length, 2);
  RowTime since = {0, 0}, until = {0, 0};
  if (row_next(&row)) since = row_time(&row);
  if (row_next(&row)) until = row_time(&row);
  RowWriter result;
  if (!row_is_read(&row) || !begin_result(&result, 12)) return 0;
  bool borrows = until.nano < since.nano;
  RowTime between = {until.second - since.second - borrows,
                     until.nano + (borrows ? NANOS : 0) - since.nano};
  row_put(&result, true);
  row_put_time(&result, between);
  return end_result(&result);
}

/* Any arguments -> VARBINARY: the row as it came. */
EXPORT("transform") uint64_t transform(const uint8_t *input, size_t length) {
  RowWriter result;
  if (!is_input(input, length) || !begin_result(&result, 4 + length)) return 0;
  row_put(&result, true);
  RowBytes bytes = {input, length};
  row_put_bytes(&result, bytes);
  return end_result(&result);
}

static bool next(RowReader *from, RowWriter *to) { return row_put(to, row_next(from)); }

SEPARATE static void copy_number(RowReader *from, RowWriter *to, unsigned size) {
  if (next(from, to)) row_put_number(to, row_signed(from, size), size);
}

SEPARATE static void copy_long_decimal(RowReader *from, RowWriter *to) {
  if (!next(from, to)) return;
  row_put_number(to, row_unsigned(from, 8), 8);
  row_put_number(to, row_signed(from, 8), 8);
}

SEPARATE static void copy_bytes(RowReader *from, RowWriter *to) {
  if (next(from, to)) row_put_bytes(to, row_bytes(from));
}

SEPARATE static void copy_array(RowReader *from, RowWriter *to, void (*copy)(RowReader *, RowWriter *)) {
  if (!next(from, to)) return;
  RowReader read = row_array(from);
  RowWriter written = row_put_array(to, read.values);
  for (uint32_t i = 0; i < read.values; i++) copy(&read, &written);
  row_end_array(from, &read);
  row_put_end_array(to, &written);
}

static void copy_integer(RowReader *from, RowWriter *to) { copy_number(from, to, 4); }

SEPARATE static void copy_times(RowReader *from, RowWriter *to) {
  copy_number(from, to, 4);
  copy_number(from, to, 8);
  if (next(from, to)) row_put_time(to, row_time(from));
  if (next(from, to)) {
    row_put_time(to, row_time(from));
    row_put_number(to, row_signed(from, 4), 4);
  }
}

/* One argument of each type, as the manifest declares them -> VARBINARY. */
EXPORT("all_types") uint64_t all_types(const uint8_t *input, size_t length) {
  RowWriter result;
  if (!is_input(input, length) || !begin_result(&result, 4 + length)) return 0;
  row_put(&result, true);
  RowReader from = row_reader(input, length, 21);
  uint8_t *begin = result.at + 4;
  RowWriter to = row_writer(begin, 21);
  copy_number(&from, &to, 1);
  copy_number(&from, &to, 1);
  copy_number(&from, &to, 2);
  copy_number(&from, &to, 4);
  copy_number(&from, &to, 8);
  if (next(&from, &to)) row_put_real(&to, row_real(&from));
  if (next(&from, &to)) row_put_double(&to, row_double(&from));
  copy_number(&from, &to, 8);
  copy_long_decimal(&from, &to);
  copy_bytes(&from, &to);
  copy_bytes(&from, &to);
  copy_times(&from, &to);
  copy_long_decimal(&from, &to); /* a UUID has as many bytes */
  copy_bytes(&from, &to);
  copy_number(&from, &to, 4);
  if (next(&from, &to)) row_put_time(&to, row_time(&from));
  copy_array(&from, &to, copy_integer);
  copy_array(&from, &to, copy_bytes);
  if (!row_is_read(&from)) return 0;
  row_put_number(&result, to.at - begin, 4);
  result.at = to.at;
  return end_result(&result);
}

/* A JSON array of one value -> that value in JSON. */
EXPORT("element") uint64_t element(const uint8_t *input, size_t length) {
  return is_input(input, length) && length >= 2 ? packed(input + 1, length - 2) : 0;
}

EXPORT("alloc") uint8_t *alloc(size_t size) { return allocate_input(size); }

EXPORT("dealloc") void dealloc(uint8_t *address, size_t size) {
  (void)size;
  release_input(address);
}
