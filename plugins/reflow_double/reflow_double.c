/* SPDX-License-Identifier: Apache-2.0
 * An actor of Reflow that doubles an integer. */
#include "actor.h"

EXPORT(get_metadata) int32_t get_metadata(void) {
  return answer_word(
      "{\"component\":\"reflow_double\",\"description\":\"Doubles an integer\","
      "\"inports\":[{\"name\":\"value\",\"description\":\"a whole number\",\"port_type\":\"Integer\",\"required\":true}],"
      "\"outports\":[{\"name\":\"result\",\"description\":\"twice as much\",\"port_type\":\"Integer\",\"required\":true}],"
      "\"config_schema\":null}");
}

EXPORT(process) int32_t process(void) {
  json data = member(member(member(read_input(), "payload"), "value"), "data");
  int64_t value;
  if (!whole_number(data, &value)) {
    return fail("Actor processing error: value is not an integer");
  }
  int64_t result;
  if (__builtin_add_overflow(value, value, &result)) {
    return fail("Actor processing error: twice the value is too large");
  }
  text output;
  output.length = 0;
  append_word(&output, "{\"outputs\":{\"result\":{\"type\":\"Integer\",\"data\":");
  append_number(&output, result);
  append_word(&output, "}}}");
  return answer(&output);
}
