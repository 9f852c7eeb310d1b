/* SPDX-License-Identifier: Apache-2.0
 * An actor of Reflow that counts: its operations are increment, decrement and reset. It begins with
 * the configuration's initial_value, to which reset goes back. */
#include "actor.h"

EXPORT(get_metadata) int32_t get_metadata(void) {
  return answer_word(
      "{\"component\":\"reflow_counter\",\"description\":\"Counts up and down\","
      "\"inports\":["
      "{\"name\":\"operation\",\"description\":\"increment, decrement or reset\",\"port_type\":\"String\",\"required\":true},"
      "{\"name\":\"amount\",\"description\":\"by how much, 1 where it is not said\",\"port_type\":\"Integer\",\"required\":false}],"
      "\"outports\":["
      "{\"name\":\"value\",\"description\":\"the new count\",\"port_type\":\"Integer\",\"required\":true},"
      "{\"name\":\"previous\",\"description\":\"the old count\",\"port_type\":\"Integer\",\"required\":true}],"
      "\"config_schema\":{\"type\":\"object\",\"properties\":{\"initial_value\":{\"type\":\"integer\"}}}}");
}

EXPORT(get_version) int32_t get_version(void) {
  return answer_word("\"1.0.0\"");
}

static int64_t number_or(json value, int64_t otherwise) {
  int64_t number;
  return whole_number(value, &number) ? number : otherwise;
}

/* The initial value, where there is one, must be a whole number. */
EXPORT(validate_config) int32_t validate_config(void) {
  json initial = member(read_input(), "initial_value");
  int64_t number;
  return answer_word(initial.at == 0 || whole_number(initial, &number) ? "true" : "false");
}

EXPORT(process) int32_t process(void) {
  json context = read_input();
  json payload = member(context, "payload");
  json operation = member(member(payload, "operation"), "data");
  int64_t amount = number_or(member(member(payload, "amount"), "data"), 1);
  json config = member(member(context, "config"), "config");
  int64_t initial = number_or(member(config, "initial_value"), 0);
  int64_t previous = number_or(member(member(context, "state"), "count"), initial);
  int64_t value = initial;
  if (is_string(operation, "increment")) {
    value = previous + amount;
  } else if (is_string(operation, "decrement")) {
    value = previous - amount;
  } else if (!is_string(operation, "reset")) {
    return fail("Actor processing error: the operation is increment, decrement or reset");
  }
  text output;
  output.length = 0;
  append_word(&output, "{\"outputs\":{\"value\":{\"type\":\"Integer\",\"data\":");
  append_number(&output, value);
  append_word(&output, "},\"previous\":{\"type\":\"Integer\",\"data\":");
  append_number(&output, previous);
  append_word(&output, "}},\"state\":{\"count\":");
  append_number(&output, value);
  append_word(&output, "}}");
  return answer(&output);
}
