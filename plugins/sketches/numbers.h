/* SPDX-License-Identifier: Apache-2.0 */
/*
 * DOUBLEs as JSON has them. Reading is exact but for the last bit of what has more than 15 digits;
 * writing has 17 digits, which every reader makes the same number of.
 */
#ifndef NUMBERS_H
#define NUMBERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A JSON array of numbers on its way. */
typedef struct {
  const uint8_t *at;
  const uint8_t *end;
  bool begun;
} Array;

/* A number and what it lacks of a more exact one. */
typedef struct {
  double high;
  double low;
} Pair;

static Pair sum_of(double a, double b) {
  double sum = a + b;
  double back = sum - a;
  return (Pair){sum, (a - (sum - back)) + (b - back)};
}

static Pair product_of(double a, double b) {
  double scaled = 134217729.0 * a, other = 134217729.0 * b;
  double a_high = scaled - (scaled - a), b_high = other - (other - b);
  double a_low = a - a_high, b_low = b - b_high, product = a * b;
  return (Pair){product,
                ((a_high * b_high - product) + a_high * b_low + a_low * b_high) + a_low * b_low};
}

static Pair times(Pair a, Pair b) {
  Pair product = product_of(a.high, b.high);
  return sum_of(product.high, product.low + (a.high * b.low + a.low * b.high));
}

static Pair over(Pair a, Pair b) {
  double quotient = a.high / b.high;
  Pair back = product_of(quotient, b.high);
  double rest = ((a.high - back.high) - back.low + a.low - quotient * b.low) / b.high;
  return sum_of(quotient, rest);
}

static Pair power_of_ten(int exponent) {
  Pair power = {1, 0}, square = {10, 0};
  for (; exponent > 0; exponent >>= 1) {
    if (exponent & 1) power = times(power, square);
    square = times(square, square);
  }
  return power;
}

/* Digits times a power of ten. */
static double scaled(uint64_t digits, int exponent) {
  if (digits == 0) return 0;
  double high = (double)digits;
  Pair number = {high, (double)(int64_t)(digits - (uint64_t)high)};
  /* In two steps where one would leave the range in between. */
  while (exponent < -150) {
    number = over(number, power_of_ten(150));
    exponent += 150;
  }
  while (exponent > 150) {
    number = times(number, power_of_ten(150));
    exponent -= 150;
  }
  number = exponent < 0 ? over(number, power_of_ten(-exponent))
                        : times(number, power_of_ten(exponent));
  return number.high;
}

static bool is_digit(const Array *array) {
  return array->at < array->end && *array->at >= '0' && *array->at <= '9';
}

static bool take_byte(Array *array, uint8_t byte) {
  if (array->at == array->end || *array->at != byte) return false;
  array->at++;
  return true;
}

/* Reads digits as far as they fit; answers how many were left out. */
static int read_digits(Array *array, uint64_t *digits, int *count) {
  int left_out = 0;
  for (; is_digit(array); array->at++, (*count)++) {
    if (*digits < 100000000000000000u) {
      *digits = *digits * 10 + (uint64_t)(*array->at - '0');
    } else if (left_out < 100000) {
      left_out++;
    }
  }
  return left_out;
}

/* The next element, which is a number; false for anything else, and for what is no DOUBLE. */
static bool next_number(Array *array, double *number) {
  if (!take_byte(array, array->begun ? ',' : '[')) return false;
  array->begun = true;
  bool negative = take_byte(array, '-');
  uint64_t digits = 0;
  int count = 0;
  int exponent = read_digits(array, &digits, &count);
  if (take_byte(array, '.')) {
    int before = count;
    int left_out = read_digits(array, &digits, &count);
    exponent -= count - before - left_out;
  }
  if (count == 0) return false;
  if (take_byte(array, 'e') || take_byte(array, 'E')) {
    bool down = take_byte(array, '-');
    if (!down) take_byte(array, '+');
    uint64_t by = 0;
    int any = 0;
    read_digits(array, &by, &any);
    if (any == 0 || by > 100000) return false;
    exponent += down ? -(int)by : (int)by;
  }
  if (exponent > 400 || exponent < -800) exponent = exponent > 0 ? 400 : -800;
  double magnitude = scaled(digits, exponent);
  *number = negative ? -magnitude : magnitude;
  return magnitude - magnitude == 0;
}

/* Whether there are no more elements, and nothing behind them. */
static bool end_array(Array *array) { return take_byte(array, ']') && array->at == array->end; }

/* Room for a number as text. */
#define NUMBER_BYTES 32

/* Digits of a whole number, nine in each. */
#define LIMBS 130
#define BILLION 1000000000u

static size_t multiply(uint32_t *limbs, size_t count, uint32_t by) {
  uint64_t carry = 0;
  for (size_t i = 0; i < count; i++) {
    carry += (uint64_t)limbs[i] * by;
    limbs[i] = (uint32_t)(carry % BILLION);
    carry /= BILLION;
  }
  if (carry > 0) limbs[count++] = (uint32_t)carry;
  return count;
}

/* All digits of a finite magnitude without its point; answers where the point is. */
static int exact_digits(double magnitude, uint8_t *digits, size_t *count) {
  union {
    double number;
    uint64_t bits;
  } is = {.number = magnitude};
  int exponent = (int)(is.bits >> 52 & 0x7ff);
  uint64_t mantissa = (is.bits & 0xfffffffffffffu) | (exponent ? 0x10000000000000u : 0);
  exponent = (exponent ? exponent : 1) - 1075;
  static uint32_t limbs[LIMBS];
  size_t used = 0;
  for (; mantissa > 0; mantissa /= BILLION) limbs[used++] = (uint32_t)(mantissa % BILLION);
  int point = 0;
  for (; exponent > 0; exponent--) used = multiply(limbs, used, 2);
  for (; exponent < 0; exponent++, point++) used = multiply(limbs, used, 5);
  *count = 0;
  for (size_t i = used; i-- > 0;) {
    for (uint32_t unit = BILLION / 10; unit > 0; unit /= 10) {
      uint8_t digit = (uint8_t)(limbs[i] / unit % 10);
      if (*count > 0 || digit > 0) digits[(*count)++] = digit;
    }
  }
  return (int)*count - point;
}

/* Writes a finite number; answers how many bytes it took. */
static size_t write_number(double number, uint8_t *to) {
  static uint8_t digits[LIMBS * 9];
  uint8_t *at = to;
  if (number < 0) {
    *at++ = '-';
    number = -number;
  }
  if (number == 0) {
    *at++ = '0';
    return (size_t)(at - to);
  }
  size_t count;
  int point = exact_digits(number, digits, &count);
  if (count > 17) {
    bool up = digits[17] >= 5;
    count = 17;
    while (up && count > 0 && digits[count - 1] == 9) count--;
    if (up && count == 0) {
      digits[count++] = 1;
      point++;
    } else if (up) {
      digits[count - 1]++;
    }
  }
  while (count > 1 && digits[count - 1] == 0) count--;
  *at++ = '0' + digits[0];
  if (count > 1) *at++ = '.';
  for (size_t i = 1; i < count; i++) *at++ = '0' + digits[i];
  int exponent = point - 1;
  if (exponent != 0) {
    *at++ = 'e';
    if (exponent < 0) *at++ = '-';
    exponent = exponent < 0 ? -exponent : exponent;
    if (exponent >= 100) *at++ = '0' + exponent / 100;
    if (exponent >= 10) *at++ = '0' + exponent / 10 % 10;
    *at++ = '0' + exponent % 10;
  }
  return (size_t)(at - to);
}

#endif
