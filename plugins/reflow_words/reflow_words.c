/* SPDX-License-Identifier: Apache-2.0
 * An actor of Reflow that sends each word of a text as an output of its own, numbered on from the
 * last call: the number is its state. Last of all it answers how many words there were. */
#include "actor.h"

EXPORT(get_metadata) int32_t get_metadata(void) {
  return answer_word(
      "{\"component\":\"reflow_words\",\"description\":\"Sends the words of a text one by one\","
      "\"inports\":[{\"name\":\"text\",\"description\":\"words between blanks\",\"port_type\":\"String\",\"required\":true}],"
      "\"outports\":["
      "{\"name\":\"number\",\"description\":\"of all words so far\",\"port_type\":\"Integer\",\"required\":false},"
      "{\"name\":\"word\",\"description\":\"a word\",\"port_type\":\"String\",\"required\":false},"
      "{\"name\":\"words\",\"description\":\"how many there were\",\"port_type\":\"Integer\",\"required\":false}]}");
}

/* The state is a whole number, or null before there is one. */
static int64_t words_so_far(void) {
  offset value = get_state(word_to_kernel("words"));
  text digits;
  digits.length = 0;
  for (uint64_t at = 0; at < kernel_length(value); at++) {
    char byte = (char)kernel_load_u8(value + at);
    append(&digits, &byte, 1);
  }
  int64_t number;
  return whole_number((json){digits.bytes, digits.bytes + digits.length}, &number) ? number : 0;
}

static void send_word(const char *from, const char *to, int64_t number) {
  text outputs;
  outputs.length = 0;
  append_word(&outputs, "{\"number\":");
  append_number(&outputs, number);
  append_word(&outputs, ",\"word\":\"");
  append(&outputs, from, (size_t)(to - from));
  append_word(&outputs, "\"}");
  send_output(to_kernel(&outputs));
}

EXPORT(process) int32_t process(void) {
  json data = member(member(member(read_input(), "payload"), "text"), "data");
  if (data.at >= data.end || *data.at != '"') {
    return fail("Actor processing error: text is not a string");
  }
  int64_t before = words_so_far();
  int64_t count = 0;
  const char *at = data.at + 1;
  const char *end = skip_string(data).at - 1;
  while (at < end) {
    const char *from = at;
    while (at < end && *at != ' ') {
      at++;
    }
    if (at > from) {
      count++;
      send_word(from, at, before + count);
    }
    at++;
  }
  text sum;
  sum.length = 0;
  append_number(&sum, before + count);
  set_state(word_to_kernel("words"), to_kernel(&sum));

  text output;
  output.length = 0;
  append_word(&output, "{\"outputs\":{\"words\":{\"type\":\"Integer\",\"data\":");
  append_number(&output, count);
  append_word(&output, "}}}");
  return answer(&output);
}
