/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Aggregates that answer from a little what the rows would need much for: how many distinct values
 * there are (HyperLogLog), a percentile (t-digest), which values there were (Bloom filter); and an
 * average with weights. README.md of the plugins says how exact each is.
 */

#include "../shared/heap.h"
#include "../strings/values.h"
#include "numbers.h"

#define EXPORT(name) __attribute__((export_name(name)))
#define DONE 0
#define REFUSED 1

EXPORT("alloc") void *alloc(size_t size) { return heap_take(size); }

EXPORT("dealloc") void dealloc(void *address, size_t size) {
  (void)size;
  heap_give(address);
}

/* ---- hashes ---- */

static uint64_t mixed(uint64_t hash) {
  hash = (hash ^ hash >> 33) * 0xff51afd7ed558ccdu;
  hash = (hash ^ hash >> 33) * 0xc4ceb9fe1a85ec53u;
  return hash ^ hash >> 33;
}

static uint64_t hash_of(const uint8_t *bytes, size_t length) {
  uint64_t hash = 0x9e3779b97f4a7c15u ^ length;
  for (; length >= 8; bytes += 8, length -= 8) {
    uint64_t chunk;
    __builtin_memcpy(&chunk, bytes, 8);
    hash = mixed(hash ^ chunk);
  }
  uint64_t rest = 0;
  for (size_t i = 0; i < length; i++) rest |= (uint64_t)bytes[i] << 8 * i;
  return mixed(hash ^ rest);
}

/* ---- hll: distinct values, after Flajolet et al. 2007, estimated after Ertl 2017 ---- */

#define HLL_BITS 14
#define REGISTERS (1u << HLL_BITS)
#define LONGEST (64 - HLL_BITS)

EXPORT("hll_new") uint8_t *hll_new(void) {
  uint8_t *registers = heap_take(REGISTERS);
  if (registers != NULL) __builtin_memset(registers, 0, REGISTERS);
  return registers;
}

EXPORT("hll_add") int hll_add(uint8_t *registers, const uint8_t *input, size_t length) {
  uint64_t hash = hash_of(input, length);
  uint64_t rest = hash << HLL_BITS | 1u << (HLL_BITS - 1);
  uint8_t rank = (uint8_t)(__builtin_clzll(rest) + 1);
  uint8_t *at = &registers[hash >> LONGEST];
  if (*at < rank) *at = rank;
  return DONE;
}

EXPORT("hll_merge") int hll_merge(uint8_t *registers, const uint8_t *other, size_t length) {
  if (length != REGISTERS) return REFUSED;
  for (size_t i = 0; i < REGISTERS; i++) {
    if (other[i] > LONGEST + 1) return REFUSED;
  }
  for (size_t i = 0; i < REGISTERS; i++) {
    if (registers[i] < other[i]) registers[i] = other[i];
  }
  return DONE;
}

EXPORT("hll_state") uint64_t hll_state(uint8_t *registers) {
  return packed(registers, REGISTERS);
}

static double sigma(double x) {
  double y = 1, z = x, before;
  if (x == 1) return __builtin_inf();
  do {
    x *= x;
    before = z;
    z += x * y;
    y += y;
  } while (z != before);
  return z;
}

static double tau(double x) {
  double y = 1, z = 1 - x, before;
  if (x == 0 || x == 1) return 0;
  do {
    x = __builtin_sqrt(x);
    before = z;
    y *= 0.5;
    z -= (1 - x) * (1 - x) * y;
  } while (z != before);
  return z / 3;
}

EXPORT("hll_result") uint64_t hll_result(const uint8_t *registers) {
  static uint8_t text[NUMBER_BYTES];
  uint32_t counts[LONGEST + 2] = {0};
  for (size_t i = 0; i < REGISTERS; i++) counts[registers[i]]++;
  double m = REGISTERS;
  double z = m * tau(1 - counts[LONGEST + 1] / m);
  for (int k = LONGEST; k >= 1; k--) z = 0.5 * (z + counts[k]);
  z += m * sigma(counts[0] / m);
  uint64_t estimate = (uint64_t)(0.72134752044448170368 * m * m / z + 0.5);
  uint8_t *at = text + sizeof(text);
  do {
    *--at = '0' + estimate % 10;
    estimate /= 10;
  } while (estimate > 0);
  return packed(at, (size_t)(text + sizeof(text) - at));
}

EXPORT("hll_free") void hll_free(uint8_t *registers) { heap_give(registers); }

/* ---- bloom: which values there were ---- */

#define BLOOM_BYTES 16384u
#define BLOOM_HASHES 7

static uint32_t bloom_bit(uint64_t hash, int i) {
  return (uint32_t)(hash + (uint64_t)i * (hash >> 32 | 1)) % (BLOOM_BYTES * 8);
}

EXPORT("bloom_new") uint8_t *bloom_new(void) {
  uint8_t *filter = heap_take(BLOOM_BYTES);
  if (filter != NULL) __builtin_memset(filter, 0, BLOOM_BYTES);
  return filter;
}

EXPORT("bloom_add") int bloom_add(uint8_t *filter, const uint8_t *input, size_t length) {
  uint64_t hash = hash_of(input, length);
  for (int i = 0; i < BLOOM_HASHES; i++) {
    uint32_t bit = bloom_bit(hash, i);
    filter[bit / 8] |= 1 << bit % 8;
  }
  return DONE;
}

EXPORT("bloom_merge") int bloom_merge(uint8_t *filter, const uint8_t *other, size_t length) {
  if (length != BLOOM_BYTES) return REFUSED;
  for (size_t i = 0; i < BLOOM_BYTES; i++) filter[i] |= other[i];
  return DONE;
}

EXPORT("bloom_state") uint64_t bloom_state(uint8_t *filter) { return packed(filter, BLOOM_BYTES); }

EXPORT("bloom_result") uint64_t bloom_result(uint8_t *filter) {
  return packed(filter, BLOOM_BYTES);
}

EXPORT("bloom_free") void bloom_free(uint8_t *filter) { heap_give(filter); }

/* ---- mean: an average with weights ---- */

/* Sums, each with what rounding left out of it (Neumaier). */
typedef struct {
  Pair values;
  Pair weights;
} Mean;

static void accumulate(Pair *total, double more) {
  Pair sum = sum_of(total->high, more);
  total->high = sum.high;
  total->low += sum.low;
}

static double total_of(Pair total) { return total.high + total.low; }

EXPORT("mean_new") Mean *mean_new(void) {
  Mean *mean = heap_take(sizeof(Mean));
  if (mean != NULL) *mean = (Mean){{0, 0}, {0, 0}};
  return mean;
}

/* [value, weight] */
EXPORT("mean_add") int mean_add(Mean *mean, const uint8_t *input, size_t length) {
  Array array = {input, input + length, false};
  double value, weight;
  if (!next_number(&array, &value) || !next_number(&array, &weight) || !end_array(&array))
    return REFUSED;
  Pair product = product_of(value, weight);
  accumulate(&mean->values, product.high);
  /* Of very large numbers the split overflows: then there is nothing to add. */
  if (product.low - product.low == 0) mean->values.low += product.low;
  accumulate(&mean->weights, weight);
  return DONE;
}

EXPORT("mean_merge") int mean_merge(Mean *mean, const uint8_t *other, size_t length) {
  Mean more;
  if (length != sizeof(more)) return REFUSED;
  __builtin_memcpy(&more, other, sizeof(more));
  accumulate(&mean->values, more.values.high);
  mean->values.low += more.values.low;
  accumulate(&mean->weights, more.weights.high);
  mean->weights.low += more.weights.low;
  return DONE;
}

EXPORT("mean_state") uint64_t mean_state(Mean *mean) { return packed(mean, sizeof(*mean)); }

EXPORT("mean_result") uint64_t mean_result(const Mean *mean) {
  static uint8_t text[NUMBER_BYTES];
  double result = total_of(mean->values) / total_of(mean->weights);
  /* Nothing, or a sum that no DOUBLE holds. */
  if (result - result != 0) return 0;
  return packed(text, write_number(result, text));
}

EXPORT("mean_free") void mean_free(Mean *mean) { heap_give(mean); }

/* ---- tdigest: a percentile, after Dunning and Ertl 2019, with a bound that needs a root only ---- */

#define COMPRESSION 400.0
#define CENTROIDS 1023u
#define PI 3.14159265358979323846

typedef struct {
  double mean;
  double weight;
} Centroid;

/* As it travels: 24 bytes, then the centroids, sorted. */
typedef struct {
  double percentile;
  double least;
  double most;
} Header;

typedef struct {
  Header header;
  double weight;
  uint32_t sorted;
  uint32_t count;
  uint32_t capacity;
  Centroid *centroids;
} Digest;

EXPORT("tdigest_new") Digest *tdigest_new(void) {
  Digest *digest = heap_take(sizeof(Digest));
  if (digest != NULL) {
    *digest = (Digest){{-1, __builtin_inf(), -__builtin_inf()}, 0, 0, 0, 0, NULL};
  }
  return digest;
}

static void sift(Centroid *heap, uint32_t at, uint32_t count) {
  Centroid moved = heap[at];
  for (uint32_t child = 2 * at + 1; child < count; child = 2 * at + 1) {
    if (child + 1 < count && heap[child + 1].mean > heap[child].mean) child++;
    if (heap[child].mean <= moved.mean) break;
    heap[at] = heap[child];
    at = child;
  }
  heap[at] = moved;
}

static void sort(Centroid *centroids, uint32_t count) {
  for (uint32_t at = count / 2; at-- > 0;) sift(centroids, at, count);
  for (uint32_t last = count; last-- > 1;) {
    Centroid first = centroids[0];
    centroids[0] = centroids[last];
    centroids[last] = first;
    sift(centroids, 0, last);
  }
}

/* What a centroid between two parts of the whole may weigh: least where the parts are at an end. */
static double bound(double from, double to) {
  double a = from * (1 - from), b = to * (1 - to);
  double narrow = a < b ? a : b;
  return narrow <= 0 ? 0 : 2 * PI / COMPRESSION * __builtin_sqrt(narrow);
}

/* Sorts the centroids, and joins neighbours that may be one. */
static void compress(Digest *digest) {
  if (digest->sorted == digest->count) return;
  Centroid *all = digest->centroids;
  sort(all, digest->count);
  double before = 0;
  uint32_t last = 0;
  for (uint32_t i = 1; i < digest->count; i++) {
    double joined = all[last].weight + all[i].weight;
    if (joined <= digest->weight *
                      bound(before / digest->weight, (before + joined) / digest->weight)) {
      all[last].mean += (all[i].mean - all[last].mean) * (all[i].weight / joined);
      all[last].weight = joined;
    } else {
      before += all[last].weight;
      all[++last] = all[i];
    }
  }
  digest->count = digest->count == 0 ? 0 : last + 1;
  digest->sorted = digest->count;
}

static bool has_room(Digest *digest) {
  if (digest->count < digest->capacity) return true;
  if (digest->capacity >= CENTROIDS) compress(digest);
  if (digest->count < digest->capacity * 3 / 4) return true;
  uint32_t capacity = digest->capacity == 0 ? 31 : 2 * digest->capacity + 1;
  Centroid *more = heap_take(capacity * sizeof(Centroid));
  if (more == NULL) return digest->count < digest->capacity;
  __builtin_memcpy(more, digest->centroids, digest->count * sizeof(Centroid));
  heap_give(digest->centroids);
  digest->centroids = more;
  digest->capacity = capacity;
  return true;
}

static bool put(Digest *digest, double mean, double weight) {
  if (!has_room(digest)) return false;
  digest->centroids[digest->count++] = (Centroid){mean, weight};
  digest->weight += weight;
  return true;
}

/* All rows of a group ask for one percentile. */
static bool asks_for(Digest *digest, double percentile) {
  if (!(percentile >= 0 && percentile <= 1)) return false;
  if (digest->header.percentile < 0) digest->header.percentile = percentile;
  return digest->header.percentile == percentile;
}

static void widen(Digest *digest, double least, double most) {
  if (least < digest->header.least) digest->header.least = least;
  if (most > digest->header.most) digest->header.most = most;
}

/* [value, percentile] */
EXPORT("tdigest_add") int tdigest_add(Digest *digest, const uint8_t *input, size_t length) {
  Array array = {input, input + length, false};
  double value, percentile;
  if (!next_number(&array, &value) || !next_number(&array, &percentile) || !end_array(&array) ||
      !asks_for(digest, percentile) || !put(digest, value, 1))
    return REFUSED;
  widen(digest, value, value);
  return DONE;
}

static bool is_finite(double number) { return number - number == 0; }

EXPORT("tdigest_merge") int tdigest_merge(Digest *digest, const uint8_t *other, size_t length) {
  if (length == 0) return DONE;
  Header header;
  if (length < sizeof(header) || (length - sizeof(header)) % sizeof(Centroid) != 0) return REFUSED;
  __builtin_memcpy(&header, other, sizeof(header));
  size_t count = (length - sizeof(header)) / sizeof(Centroid);
  for (size_t i = 0; i < count; i++) {
    Centroid each;
    __builtin_memcpy(&each, other + sizeof(header) + i * sizeof(each), sizeof(each));
    if (!is_finite(each.mean) || !is_finite(each.weight) || each.weight <= 0 ||
        !(each.mean >= header.least && each.mean <= header.most))
      return REFUSED;
  }
  if (!asks_for(digest, header.percentile)) return REFUSED;
  for (size_t i = 0; i < count; i++) {
    Centroid each;
    __builtin_memcpy(&each, other + sizeof(header) + i * sizeof(each), sizeof(each));
    if (!put(digest, each.mean, each.weight)) return REFUSED;
  }
  widen(digest, header.least, header.most);
  return DONE;
}

EXPORT("tdigest_state") uint64_t tdigest_state(Digest *digest) {
  static uint8_t *bytes;
  heap_give(bytes);
  bytes = NULL;
  if (digest->count == 0) return packed(digest, 0);
  compress(digest);
  size_t length = sizeof(Header) + digest->count * sizeof(Centroid);
  bytes = heap_take(length);
  if (bytes == NULL) return 0;
  __builtin_memcpy(bytes, &digest->header, sizeof(Header));
  __builtin_memcpy(bytes + sizeof(Header), digest->centroids, length - sizeof(Header));
  return packed(bytes, length);
}

/* Between two points of a line. */
static double between(double at, double from, double from_value, double to, double to_value) {
  return to <= from ? to_value : from_value + (to_value - from_value) * ((at - from) / (to - from));
}

static double percentile_of(const Digest *digest) {
  double due = digest->header.percentile * digest->weight;
  double before = 0, from = 0, from_value = digest->header.least;
  for (uint32_t i = 0; i < digest->count; i++) {
    /* Half of a centroid's rows are below its mean. */
    double middle = before + digest->centroids[i].weight / 2;
    if (due < middle) return between(due, from, from_value, middle, digest->centroids[i].mean);
    from = middle;
    from_value = digest->centroids[i].mean;
    before += digest->centroids[i].weight;
  }
  return between(due, from, from_value, digest->weight, digest->header.most);
}

EXPORT("tdigest_result") uint64_t tdigest_result(Digest *digest) {
  static uint8_t text[NUMBER_BYTES];
  if (digest->count == 0) return 0;
  compress(digest);
  return packed(text, write_number(percentile_of(digest), text));
}

EXPORT("tdigest_free") void tdigest_free(Digest *digest) {
  heap_give(digest->centroids);
  heap_give(digest);
}

/* ---- of a Bloom filter: ["its bytes in base64","a value"] ---- */

static int sextet(uint8_t letter) {
  if (letter >= 'A' && letter <= 'Z') return letter - 'A';
  if (letter >= 'a' && letter <= 'z') return letter - 'a' + 26;
  if (letter >= '0' && letter <= '9') return letter - '0' + 52;
  return letter == '+' ? 62 : letter == '/' ? 63 : -1;
}

/* A byte of what base64 stands for; whatever is no letter of it counts as 0. */
static uint8_t base64_byte(const uint8_t *letters, uint32_t at) {
  const uint8_t *quad = letters + at / 3 * 4;
  uint32_t bits = 0;
  for (int i = 0; i < 4; i++) bits = bits << 6 | (sextet(quad[i]) & 63);
  return (uint8_t)(bits >> (16 - at % 3 * 8));
}

EXPORT("bloom_contains") uint64_t bloom_contains(uint8_t *input, size_t length) {
  static const char YES[] = "true", NO[] = "false";
  Values values = {input, input + length, false};
  Text filter, value;
  if (!next_text(&values, &filter) || !next_text(&values, &value) || !end_values(&values) ||
      filter.length != (BLOOM_BYTES + 2) / 3 * 4)
    return 0;
  uint64_t hash = hash_of(value.start, value.length);
  for (int i = 0; i < BLOOM_HASHES; i++) {
    uint32_t bit = bloom_bit(hash, i);
    if (!(base64_byte(filter.start, bit / 8) >> bit % 8 & 1)) return packed(NO, sizeof(NO) - 1);
  }
  return packed(YES, sizeof(YES) - 1);
}
