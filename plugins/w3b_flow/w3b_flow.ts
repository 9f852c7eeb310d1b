// SPDX-License-Identifier: Apache-2.0
// The handlers of a flow of w3bstream over people such as {"name":"Ada","age":36,"city":"London"}.
import {data, setData, quoted} from "../shared/w3bstream";
export {alloc} from "../shared/w3bstream";

/** What stands behind a key, without the quotes of a text; empty where the key is not there. */
function field(json: string, key: string): string {
  const name = json.indexOf('"' + key + '":');
  if (name < 0) return "";
  let from = name + key.length + 3;
  while (from < json.length && json.charCodeAt(from) == 32) from++;
  if (json.charCodeAt(from) == 34) return json.substring(from + 1, json.indexOf('"', from + 1));
  let end = from;
  while (end < json.length && json.charCodeAt(end) != 44 && json.charCodeAt(end) != 125) end++;
  return json.substring(from, end).trim();
}

function person(name: string, age: i32, city: string): string {
  return '{"name":' + quoted(name) + ',"age":' + age.toString() + ',"city":' + quoted(city) + "}";
}

function age(json: string): i32 {
  return I32.parseInt(field(json, "age"));
}

/** Keeps who is of age. */
export function filter(resource: i32): i32 {
  const json = data(resource);
  if (json === null) return -1;
  setData(resource, age(json) >= 18 ? "true" : "false");
  return resource;
}

/** Makes people a year older. */
export function map(resource: i32): i32 {
  const json = data(resource);
  if (json === null) return -1;
  setData(resource, person(field(json, "name"), age(json) + 1, field(json, "city")));
  return resource;
}

/** Groups people by their city. */
export function group(resource: i32): i32 {
  const json = data(resource);
  if (json === null) return -1;
  setData(resource, field(json, "city"));
  return resource;
}

/** Makes one of two: the names one behind the other, the ages summed. */
export function reduce(before: i32, resource: i32): i32 {
  const json = data(resource);
  if (json === null) return -1;
  if (before == 0) return resource;
  const sum = data(before);
  if (sum === null) return -1;
  setData(resource, person(field(sum, "name") + "+" + field(json, "name"), age(sum) + age(json), field(json, "city")));
  return resource;
}
