/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Base64 (RFC 4648), both ways, standard and URL alphabet.
 *
 * Parameters: "mode" encode (default) or decode, "alphabet" standard (default) or url,
 * "padding" true (default) or false, which concerns encoding only. Decoding takes padded and
 * unpadded text, ignores surplus bits in the last character, and refuses everything else that
 * is not Base64, white space too. These are the rules of java.util.Base64.
 */

#include "arena.h"
#include "params.h"

#define EXPORT(name) __attribute__((export_name(name)))
#define TEXT(text) packed(text, sizeof(text) - 1)
/* Java virtual machines do not compile a method of more than 8,000 bytes, and a host may translate
   each function to one method: the loops stay in functions of their own. */
#define SEPARATE __attribute__((noinline))
#define NOT_IN_ALPHABET 0xff

typedef struct {
  bool decode;
  bool url;
  bool padding;
} Options;

static const char ALPHABETS[2][65] = {
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_",
};

/* Reads one of two words; false when it is neither. */
static bool read_choice(const Reader *value, const char *no, const char *yes, bool *choice) {
  *choice = equals(value, yes);
  return *choice || equals(value, no);
}

static bool read_option(const Reader *key, const Reader *value, Options *options) {
  if (equals(key, "mode")) return read_choice(value, "encode", "decode", &options->decode);
  if (equals(key, "alphabet")) return read_choice(value, "standard", "url", &options->url);
  if (equals(key, "padding")) return read_choice(value, "false", "true", &options->padding);
  return false;
}

/* Reads a JSON object that is known to be well-formed. */
SEPARATE static bool read_options(const uint8_t *json, size_t size, Options *options) {
  Reader reader = {json + 1, json + size};
  skip_space(&reader);
  if (peek(&reader) == '}') return true;
  do {
    Reader key, value;
    if (!read_string(&reader, &key)) return false;
    skip_space(&reader);
    accept(&reader, ':');
    if (!read_string(&reader, &value) || !read_option(&key, &value, options)) return false;
    skip_space(&reader);
  } while (accept(&reader, ','));
  return true;
}

static void encode_group(const char *alphabet, uint32_t bits, uint8_t *output) {
  uint32_t characters = (uint8_t)alphabet[bits >> 18] |
                        (uint32_t)(uint8_t)alphabet[bits >> 12 & 63] << 8 |
                        (uint32_t)(uint8_t)alphabet[bits >> 6 & 63] << 16 |
                        (uint32_t)(uint8_t)alphabet[bits & 63] << 24;
  __builtin_memcpy(output, &characters, 4);
}

static size_t encode_rest(const uint8_t *input, size_t rest, const char *alphabet, bool padding,
                          uint8_t *output) {
  uint32_t bits = (uint32_t)input[0] << 16 | (rest == 2 ? (uint32_t)input[1] << 8 : 0);
  encode_group(alphabet, bits, output);
  if (!padding) return rest + 1;
  for (size_t i = rest + 1; i < 4; i++) output[i] = '=';
  return 4;
}

SEPARATE static uint64_t encode(const uint8_t *input, size_t length, const Options *options) {
  if (length / 3 >= SIZE_MAX / 4) return 0;
  uint8_t *output = allocate_output((length / 3 + 1) * 4);
  if (output == NULL) return 0;
  const char *alphabet = ALPHABETS[options->url];
  const uint8_t *end = input + length;
  uint8_t *cursor = output;
  for (; end - input >= 3; input += 3, cursor += 4) {
    encode_group(alphabet, (uint32_t)input[0] << 16 | input[1] << 8 | input[2], cursor);
  }
  if (input < end) {
    cursor += encode_rest(input, end - input, alphabet, options->padding, cursor);
  }
  return packed(output, cursor - output);
}

/* The value of each character of an alphabet; made at the first use. */
static const uint8_t *values_of(bool url) {
  static uint8_t values[2][256];
  static bool ready[2];
  if (!ready[url]) {
    for (int i = 0; i < 256; i++) values[url][i] = NOT_IN_ALPHABET;
    for (int i = 0; i < 64; i++) values[url][(uint8_t)ALPHABETS[url][i]] = i;
    ready[url] = true;
  }
  return values[url];
}

/* The length without padding, or SIZE_MAX when there is padding of a wrong length. */
static size_t unpadded_length(const uint8_t *input, size_t length) {
  size_t padding = 0;
  while (padding < 2 && padding < length && input[length - 1 - padding] == '=') padding++;
  return padding == 0 || length % 4 == 0 ? length - padding : SIZE_MAX;
}

/* Decodes the last two or three characters; answers the number of bytes, 0 when it cannot. */
static size_t decode_rest(const uint8_t *input, size_t rest, const uint8_t *values,
                          uint8_t *output) {
  uint32_t third = rest == 3 ? values[input[2]] : 0;
  if (rest == 1 || (values[input[0]] | values[input[1]] | third) == NOT_IN_ALPHABET) return 0;
  uint32_t bits = (uint32_t)values[input[0]] << 18 | values[input[1]] << 12 | third << 6;
  output[0] = bits >> 16;
  output[1] = bits >> 8;
  return rest - 1;
}

SEPARATE static uint64_t decode(const uint8_t *input, size_t length, const Options *options) {
  const uint8_t *values = values_of(options->url);
  size_t characters = unpadded_length(input, length);
  if (characters == SIZE_MAX) return 0;
  uint8_t *output = allocate_output(characters / 4 * 3 + 3);
  if (output == NULL) return 0;
  const uint8_t *end = input + characters;
  uint8_t *cursor = output;
  for (; end - input >= 4; input += 4, cursor += 3) {
    uint32_t a = values[input[0]], b = values[input[1]];
    uint32_t c = values[input[2]], d = values[input[3]];
    if ((a | b | c | d) == NOT_IN_ALPHABET) return 0;
    uint32_t bits = a << 18 | b << 12 | c << 6 | d;
    cursor[0] = bits >> 16;
    cursor[1] = bits >> 8;
    cursor[2] = bits;
  }
  if (input < end) {
    size_t written = decode_rest(input, end - input, values, cursor);
    if (written == 0) return 0;
    cursor += written;
  }
  return packed(output, cursor - output);
}

EXPORT("alloc") uint8_t *plugin_alloc(size_t size) { return allocate_input(size); }

EXPORT("dealloc") void plugin_dealloc(const uint8_t *address, size_t size) {
  (void)size;
  release_input(address);
}

EXPORT("transform") uint64_t plugin_transform(const uint8_t *input, size_t length) {
  if (!is_input(input, length)) return 0;
  Options options = {false, false, true};
  size_t size = params_size(input, length);
  if (size > 0) {
    if (!read_options(input + 4, size, &options)) return 0;
    input += 4 + size;
    length -= 4 + size;
  }
  return options.decode ? decode(input, length, &options) : encode(input, length, &options);
}

EXPORT("plugin_version") uint32_t plugin_version(void) { return 1; }

EXPORT("plugin_name") uint64_t plugin_name(void) { return TEXT("base64"); }

EXPORT("plugin_description") uint64_t plugin_description(void) {
  return TEXT("Encodes to and decodes from Base64, standard or URL alphabet");
}
