// SPDX-License-Identifier: Apache-2.0
// What a guest of w3bstream imports, and what it exports besides its handlers.

// @ts-ignore: decorator
@external("env", "ws_get_data")
declare function ws_get_data(resource: i32, pointer: usize, size: usize): i32;
// @ts-ignore: decorator
@external("env", "ws_set_data")
declare function ws_set_data(resource: i32, pointer: usize, size: i32): i32;
// @ts-ignore: decorator
@external("env", "ws_get_db")
declare function ws_get_db(key: usize, keySize: i32, pointer: usize, size: usize): i32;
// @ts-ignore: decorator
@external("env", "ws_set_db")
declare function ws_set_db(key: usize, keySize: i32, value: usize, valueSize: i32): i32;
// @ts-ignore: decorator
@external("env", "ws_get_sql_db")
declare function ws_get_sql_db(statement: usize, statementSize: i32, pointer: usize, size: usize): i32;
// @ts-ignore: decorator
@external("env", "ws_set_sql_db")
declare function ws_set_sql_db(statement: usize, statementSize: i32): i32;
// @ts-ignore: decorator
@external("env", "ws_get_env")
declare function ws_get_env(key: usize, keySize: i32, pointer: usize, size: usize): i32;
// @ts-ignore: decorator
@external("env", "ws_log")
declare function ws_log(level: i32, pointer: usize, size: i32): i32;

export const INFO: i32 = 4;

/** Where the host lays an address and a size. */
const place: usize = memory.data(8);

/** For the host, which gives what it puts there to us. */
export function alloc(size: i32): usize {
  return heap.alloc(size);
}

/** The text that the host has given, whose room is free again; or null where it gave none. */
function given(status: i32): string | null {
  if (status != 0) return null;
  const pointer = load<u32>(place) as usize;
  const text = String.UTF8.decodeUnsafe(pointer, load<u32>(place, 4));
  heap.free(pointer);
  return text;
}

function bytes(text: string): ArrayBuffer {
  return String.UTF8.encode(text);
}

function at(buffer: ArrayBuffer): usize {
  return changetype<usize>(buffer);
}

/** The text of a resource. */
export function data(resource: i32): string | null {
  return given(ws_get_data(resource, place, place + 4));
}

export function setData(resource: i32, text: string): i32 {
  const buffer = bytes(text);
  return ws_set_data(resource, at(buffer), buffer.byteLength);
}

/** What is kept under a key. */
export function kept(key: string): string | null {
  const buffer = bytes(key);
  return given(ws_get_db(at(buffer), buffer.byteLength, place, place + 4));
}

export function keep(key: string, value: string): i32 {
  const name = bytes(key);
  const buffer = bytes(value);
  return ws_set_db(at(name), name.byteLength, at(buffer), buffer.byteLength);
}

/** Rows as JSON. */
export function query(statement: string): string | null {
  const buffer = bytes(statement);
  return given(ws_get_sql_db(at(buffer), buffer.byteLength, place, place + 4));
}

export function execute(statement: string): i32 {
  const buffer = bytes(statement);
  return ws_set_sql_db(at(buffer), buffer.byteLength);
}

export function environment(key: string): string | null {
  const buffer = bytes(key);
  return given(ws_get_env(at(buffer), buffer.byteLength, place, place + 4));
}

export function log(level: i32, text: string): void {
  const buffer = bytes(text);
  ws_log(level, at(buffer), buffer.byteLength);
}

/** A text as JSON has it. */
export function quoted(text: string): string {
  let json = '"';
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit == 34 || unit == 92) {
      json += "\\" + text.charAt(i);
    } else if (unit < 32) {
      json += "\\u00" + (unit < 16 ? "0" : "") + unit.toString(16);
    } else {
      json += text.charAt(i);
    }
  }
  return json + '"';
}
