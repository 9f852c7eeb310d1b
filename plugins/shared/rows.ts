// SPDX-License-Identifier: Apache-2.0
/**
 * Reads and writes binary rows (docs/abi/binary-rows.md) without making objects. There is one reader
 * and one writer: an ARRAY is read, or written, before its row goes on. A reader that meets the end of
 * its bytes answers zeros and says so in `isBad`; a writer has as much room as its caller made for it.
 */

/** Where the reader is, and where the row ends. */
let at: usize = 0;
let end: usize = 0;
let nulls: usize = 0;
let next: u32 = 0;
let values: u32 = 0;
let bad: bool = false;

// Of the row, while the elements of an array are read.
let rowNulls: usize = 0;
let rowNext: u32 = 0;
let rowValues: u32 = 0;

/** Goes on behind so many bytes; answers where they begin, or 0. */
function take(size: u64): usize {
  const from = at;
  if (bad || size > u64(end - from)) {
    bad = true;
    return 0;
  }
  at += usize(size);
  return from;
}

function beginValues(count: u32): void {
  nulls = take((u64(count) + 7) / 8);
  next = 0;
  values = bad ? 0 : count;
}

/** Reads a row of so many values. */
export function readRow(bytes: usize, length: usize, count: u32): void {
  at = bytes;
  end = bytes + length;
  bad = false;
  beginValues(count);
}

/** Goes on to the next value; false where it is NULL, and so has no bytes. */
export function readNext(): bool {
  const i = next++;
  if (i >= values) return false;
  return ((load<u8>(nulls + i / 8) >> u8(i % 8)) & 1) == 0;
}

/** BOOLEAN and TINYINT as i8, SMALLINT, INTEGER, BIGINT, REAL, DOUBLE; DATE; DECIMAL without its point. */
export function readNumber<T>(): T {
  const from = take(sizeof<T>());
  return from == 0 ? <T>0 : load<T>(from);
}

/** VARCHAR, CHAR, CLOB, JSON, VARBINARY, BLOB: how many bytes begin at `readStart()`. */
export function readBytes(): u32 {
  const length = readNumber<u32>();
  const from = take(length);
  start = from;
  return from == 0 ? 0 : length;
}

let start: usize = 0;

/** Where the bytes begin that were read last. */
export function readStart(): usize {
  return start;
}

/** Begins with the elements of an ARRAY; answers how many there are. */
export function readArray(): u32 {
  rowNulls = nulls;
  rowNext = next;
  rowValues = values;
  beginValues(readNumber<u32>());
  return values;
}

/** Goes on with the row behind the elements. */
export function readEndArray(): void {
  nulls = rowNulls;
  next = rowNext;
  values = rowValues;
}

/** Goes back to a place in the row, of the value with that number. */
export function readAgain(place: usize, value: u32): void {
  at = place;
  next = value;
}

/** Where the reader is. */
export function readPlace(): usize {
  return at;
}

/** Whether all was as it should be, and nothing is left. */
export function isRead(): bool {
  return !bad && at == end;
}

/** Where the writer is. */
let to: usize = 0;
let putNulls: usize = 0;
let putIndex: u32 = 0;
let putRowNulls: usize = 0;
let putRowIndex: u32 = 0;

function putBits(count: u32): void {
  const size = usize((u64(count) + 7) / 8);
  putNulls = to;
  putIndex = 0;
  memory.fill(to, 0, size);
  to += size;
}

/** Begins with so many values at an address. */
export function putRow(address: usize, count: u32): void {
  to = address;
  putBits(count);
}

/** Goes on to the next value, whose bytes follow if it is there. Answers what it is told. */
export function putNext(isThere: bool): bool {
  const i = putIndex++;
  if (!isThere) {
    const bits = putNulls + i / 8;
    store<u8>(bits, load<u8>(bits) | (u8(1) << u8(i % 8)));
  }
  return isThere;
}

export function putNumber<T>(number: T): void {
  store<T>(to, number);
  to += sizeof<T>();
}

export function putBytes(from: usize, length: u32): void {
  putNumber<u32>(length);
  putPart(from, length);
}

/** Bytes without their length. */
export function putPart(from: usize, length: u32): void {
  memory.copy(to, from, length);
  to += length;
}

/** Begins an ARRAY of so many elements. */
export function putArray(count: u32): void {
  putNumber<u32>(count);
  putRowNulls = putNulls;
  putRowIndex = putIndex;
  putBits(count);
}

/** Goes on with the row behind the elements. */
export function putEndArray(): void {
  putNulls = putRowNulls;
  putIndex = putRowIndex;
}

/** Behind what was written. */
export function putEnd(): usize {
  return to;
}
