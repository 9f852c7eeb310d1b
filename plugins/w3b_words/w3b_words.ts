// SPDX-License-Identifier: Apache-2.0
// Counts words, as guests of w3bstream do; see README.md of the plugins.
import {data, setData, kept, keep, query, execute, environment, log, quoted, INFO} from "../shared/w3bstream";
export {alloc} from "../shared/w3bstream";

function isLetter(unit: i32): bool {
  return (unit >= 48 && unit <= 57) || (unit >= 65 && unit <= 90) || (unit >= 97 && unit <= 122) || unit >= 128;
}

function words(text: string): string[] {
  const found: string[] = [];
  let from = -1;
  for (let i = 0; i <= text.length; i++) {
    const inside = i < text.length && isLetter(text.charCodeAt(i));
    if (inside && from < 0) {
      from = i;
    } else if (!inside && from >= 0) {
      found.push(text.substring(from, i).toLowerCase());
      from = -1;
    }
  }
  return found;
}

/** Each word of a text and how often it is there: rows, in the order of their first places. */
export function start(resource: i32): i32 {
  const text = data(resource);
  if (text === null) return 2;
  const counts = new Map<string, i32>();
  const all = words(text);
  for (let i = 0; i < all.length; i++) {
    counts.set(all[i], (counts.has(all[i]) ? counts.get(all[i]) : 0) + 1);
  }
  const names = counts.keys();
  let rows = "";
  for (let i = 0; i < names.length; i++) {
    rows += (i > 0 ? "," : "") + '{"word":' + quoted(names[i]) + ',"times":' + counts.get(names[i]).toString() + "}";
  }
  return setData(resource, "[" + rows + "]");
}

/** How many words a text has: an answer without data. */
export function count(resource: i32): i32 {
  const text = data(resource);
  return text === null ? -1 : words(text).length;
}

/** Adds a text's words to those of all texts before, and answers how many that are. */
export function remember(resource: i32): i32 {
  const text = data(resource);
  if (text === null) return -1;
  const before = kept("words");
  const sum = (before === null ? 0 : I32.parseInt(before)) + words(text).length;
  if (keep("words", sum.toString()) != 0) return -1;
  return setData(resource, sum.toString());
}

/** Writes each word into the table WORDS, and answers what the table says of it. */
export function store(resource: i32): i32 {
  const text = data(resource);
  if (text === null) return -1;
  const all = words(text);
  for (let i = 0; i < all.length; i++) {
    const parameters = '"params":[{"string":' + quoted(all[i]) + '},{"int32":' + all[i].length.toString() + "}]}";
    if (execute('{"statement":"INSERT INTO words (word, letters) VALUES (?, ?)",' + parameters) != 0) return -1;
  }
  const rows = query('{"statement":"SELECT COUNT(*) AS ALL_WORDS FROM words","params":[]}');
  return rows === null ? -1 : setData(resource, rows);
}

/** Greets in the words of the configuration, and logs it. */
export function greet(resource: i32): i32 {
  const name = data(resource);
  const greeting = environment("GREETING");
  const text = (greeting === null ? "Hello" : greeting) + ", " + (name === null ? "" : name) + "!";
  log(INFO, text);
  return setData(resource, text);
}

/** Fails as a plugin does that meets what it has not expected. */
export function fail(resource: i32): i32 {
  const text = data(resource);
  assert(text !== null && text.length > 0, "there is no text");
  return -1;
}
