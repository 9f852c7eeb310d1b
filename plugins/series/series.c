/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Table functions that answer their rows little by little: numbers of a series, and lines of a text.
 * A chunk begins with one row and doubles, so that whoever needs few rows pays for few.
 */

#include "../shared/heap.h"

#define EXPORT(name) __attribute__((export_name(name)))
#define MOST_ROWS 1024
#define MOST_BYTES 65536
#define LONGEST_NUMBER 20

EXPORT("alloc") void *alloc(size_t size) { return heap_take(size); }

EXPORT("dealloc") void dealloc(void *address, size_t size) {
  (void)size;
  heap_give(address);
}

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

/* How many rows the next chunk has. */
static size_t more_rows(size_t *rows) {
  size_t now = *rows;
  if (now < MOST_ROWS) *rows = now * 2;
  return now;
}

/* ---- series: the numbers from one to another, both included ---- */

typedef struct {
  int64_t next;
  int64_t last;
  int64_t step;
  size_t rows;
  bool ended;
  uint8_t chunk[MOST_ROWS * (LONGEST_NUMBER + 1)];
} Series;

typedef struct {
  const uint8_t *at;
  const uint8_t *end;
} Input;

static bool accept(Input *input, uint8_t byte) {
  while (input->at != input->end && *input->at == ' ') input->at++;
  if (input->at == input->end || *input->at != byte) return false;
  input->at++;
  return true;
}

static bool read_number(Input *input, int64_t *number) {
  bool negative = accept(input, '-');
  uint64_t most = negative ? (uint64_t)INT64_MAX + 1 : INT64_MAX;
  uint64_t all = 0;
  const uint8_t *start = input->at;
  while (input->at != input->end && *input->at >= '0' && *input->at <= '9') {
    uint64_t digit = *input->at++ - '0';
    if (all > (most - digit) / 10) return false;
    all = all * 10 + digit;
  }
  *number = (int64_t)(negative ? 0 - all : all);
  return input->at != start;
}

/* [first, last] or [first, last, step]. */
static bool read_series(Input *input, Series *series) {
  series->step = 1;
  return accept(input, '[') && read_number(input, &series->next) && accept(input, ',') &&
         read_number(input, &series->last) &&
         (!accept(input, ',') || read_number(input, &series->step)) && accept(input, ']') &&
         !accept(input, '[') && input->at == input->end && series->step != 0;
}

EXPORT("series_open") int32_t series_open(const uint8_t *start, size_t length) {
  Series *series = heap_take(sizeof(Series));
  if (series == NULL) return 0;
  Input input = {start, start + length};
  if (!read_series(&input, series)) {
    heap_give(series);
    return 0;
  }
  series->rows = 1;
  series->ended = false;
  return (int32_t)(uintptr_t)series;
}

static bool is_over(const Series *series) {
  return series->ended || (series->step > 0 ? series->next > series->last : series->next < series->last);
}

EXPORT("series_next") uint64_t series_next(Series *series) {
  uint8_t *to = series->chunk;
  for (size_t rows = is_over(series) ? 0 : more_rows(&series->rows); rows > 0 && !is_over(series); rows--) {
    to = write_number(to, series->next);
    *to++ = '\n';
    series->ended = __builtin_add_overflow(series->next, series->step, &series->next);
  }
  return to == series->chunk ? 0 : packed(series->chunk, to - series->chunk);
}

EXPORT("series_close") void series_close(Series *series) { heap_give(series); }

/* ---- lines: the lines of a text, each with its number from 1 on ---- */

typedef struct {
  const uint8_t *at;
  const uint8_t *end;
  int64_t number;
  size_t rows;
  uint8_t *chunk;
  size_t room;
  uint8_t text[];
} Lines;

EXPORT("lines_open") int32_t lines_open(const uint8_t *start, size_t length) {
  if (length > (1u << LARGEST) - sizeof(Lines)) return 0;
  Lines *lines = heap_take(sizeof(Lines) + length);
  if (lines == NULL) return 0;
  __builtin_memcpy(lines->text, start, length);
  lines->at = lines->text;
  lines->end = lines->text + length;
  lines->number = 0;
  lines->rows = 1;
  lines->chunk = NULL;
  lines->room = 0;
  return (int32_t)(uintptr_t)lines;
}

/* Behind the last byte of the line that begins there. */
static const uint8_t *line_end(const uint8_t *at, const uint8_t *end) {
  while (at != end && *at != '\n') at++;
  return at;
}

/* Room for a line behind what is there already: every byte may take six, as \u0000. */
static bool reserve(Lines *lines, size_t used, size_t line) {
  size_t needed = used + 6 * line + LONGEST_NUMBER + 8;
  if (needed <= lines->room) return true;
  if (line > (1u << LARGEST) / 8) return false;
  size_t room = needed < MOST_BYTES ? MOST_BYTES : needed;
  uint8_t *larger = heap_take(room);
  if (larger == NULL) return false;
  if (lines->chunk != NULL) {
    __builtin_memcpy(larger, lines->chunk, used);
    heap_give(lines->chunk);
  }
  lines->chunk = larger;
  lines->room = room;
  return true;
}

static uint8_t *write_text(uint8_t *to, const uint8_t *at, const uint8_t *end) {
  static const char HEX[] = "0123456789abcdef";
  *to++ = '"';
  for (; at != end; at++) {
    if (*at < 0x20) {
      __builtin_memcpy(to, "\\u00", 4);
      to += 4;
      *to++ = HEX[*at >> 4];
      *to++ = HEX[*at & 15];
    } else {
      if (*at == '"' || *at == '\\') *to++ = '\\';
      *to++ = *at;
    }
  }
  *to++ = '"';
  return to;
}

static size_t write_line(Lines *lines, size_t used, const uint8_t *end) {
  uint8_t *to = lines->chunk + used;
  const uint8_t *text_end = end != lines->at && end[-1] == '\r' ? end - 1 : end;
  *to++ = '[';
  to = write_number(to, ++lines->number);
  *to++ = ',';
  to = write_text(to, lines->at, text_end);
  *to++ = ']';
  *to++ = '\n';
  lines->at = end == lines->end ? end : end + 1;
  return to - lines->chunk;
}

EXPORT("lines_next") uint64_t lines_next(Lines *lines) {
  size_t used = 0;
  size_t rows = more_rows(&lines->rows);
  while (rows-- > 0 && used < MOST_BYTES && lines->at != lines->end) {
    const uint8_t *end = line_end(lines->at, lines->end);
    if (!reserve(lines, used, end - lines->at)) __builtin_trap();
    used = write_line(lines, used, end);
  }
  return used == 0 ? 0 : packed(lines->chunk, used);
}

EXPORT("lines_close") void lines_close(Lines *lines) {
  if (lines->chunk != NULL) heap_give(lines->chunk);
  heap_give(lines);
}
