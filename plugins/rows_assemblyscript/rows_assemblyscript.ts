// SPDX-License-Identifier: Apache-2.0
/**
 * Functions over binary rows: an exact price, a sum of an array, a joined text, the time between two
 * moments. `transform` answers what reached the plugin, and `all_types` the same, read and written anew.
 *
 * One input buffer, then one output buffer, reused for every call; no object is ever made.
 */
import {
  isRead,
  putArray,
  putBytes,
  putEnd,
  putEndArray,
  putNext,
  putNumber,
  putPart,
  putRow,
  readAgain,
  readArray,
  readBytes,
  readEndArray,
  readNext,
  readNumber,
  readPlace,
  readRow,
  readStart,
} from "../shared/rows";

const PAGE: u64 = 65536;
const NANOS: i32 = 1000000000;
const HIGHEST_BIT: u64 = 1 << 63;

let inputSize: usize = 0;
let output: usize = 0;

function reserve(end: u64): bool {
  const present = u64(memory.size()) * PAGE;
  if (end <= present) return true;
  if (end > 0xffff0000) return false;
  const needed = i32((end - present + PAGE - 1) / PAGE);
  const generous = max(needed, memory.size() / 8);
  return memory.grow(generous) >= 0 || memory.grow(needed) >= 0;
}

export function alloc(size: usize): usize {
  if (!reserve(u64(__heap_base) + size)) return 0;
  inputSize = size;
  return __heap_base;
}

export function dealloc(address: usize, size: usize): void {
  if (address == __heap_base) inputSize = 0;
}

/** Begins to read the input, and a result of so many bytes at most; false where that cannot be. */
function begin(address: usize, length: usize, values: u32, room: u64): bool {
  const offset = address - __heap_base;
  if (offset > inputSize || length > inputSize - offset) return false;
  output = __heap_base + inputSize;
  if (!reserve(u64(output) + 1 + room)) return false;
  readRow(address, length, values);
  putRow(output, 1);
  return true;
}

function result(isThere: bool): u64 {
  putNext(isThere);
  return (u64(output) << 32) | u64(putEnd() - output);
}

/** (price DECIMAL(12, 2), percent DECIMAL(5, 2)) -> DECIMAL(14, 2), rounded half up. */
export function vat(address: usize, length: usize): u64 {
  if (!begin(address, length, 2, 8)) return 0;
  const price = readNext() ? readNumber<i64>() : 0;
  const percent = readNext() ? readNumber<i64>() : 0;
  if (!isRead()) return 0;
  const tax = price * percent;
  putNumber<i64>(price + (tax + (tax < 0 ? -5000 : 5000)) / 10000);
  return result(true);
}

/** (numbers BIGINT ARRAY) -> BIGINT: the sum of those that are not NULL; NULL of none. */
export function total(address: usize, length: usize): u64 {
  if (!begin(address, length, 1, 8)) return 0;
  if (!readNext()) return result(false);
  const count = readArray();
  let sum: i64 = 0;
  let some = false;
  for (let i: u32 = 0; i < count; i++) {
    if (!readNext()) continue;
    const number = readNumber<i64>();
    const more = sum + number;
    // Of another sign than both.
    if ((u64((more ^ sum) & (more ^ number)) & HIGHEST_BIT) != 0) return 0;
    sum = more;
    some = true;
  }
  readEndArray();
  if (!isRead()) return 0;
  if (some) putNumber<i64>(sum);
  return result(some);
}

/** (words VARCHAR ARRAY, between VARCHAR) -> VARCHAR: those that are not NULL. */
export function joined(address: usize, length: usize): u64 {
  if (!begin(address, length, 2, 0)) return 0;
  if (!readNext()) return result(false);
  const count = readArray();
  const first = readPlace();
  for (let i: u32 = 0; i < count; i++) {
    if (readNext()) readBytes();
  }
  readEndArray();
  if (!readNext()) return result(false);
  const gap = readBytes();
  const between = readStart();
  if (!isRead() || !reserve(u64(output) + 5 + length + u64(count) * gap)) return 0;
  const size = putEnd();
  putNumber<u32>(0);
  readAgain(first - (count + 7) / 8 - 4, 1);
  readArray();
  for (let i: u32 = 0; i < count; i++) {
    if (!readNext()) continue;
    if (putEnd() > size + 4) putPart(between, gap);
    const word = readBytes();
    putPart(readStart(), word);
  }
  store<u32>(size, u32(putEnd() - size - 4));
  return result(true);
}

/** (since TIMESTAMP, until TIMESTAMP) -> INTERVAL DAY TO SECOND. */
export function elapsed(address: usize, length: usize): u64 {
  if (!begin(address, length, 2, 12)) return 0;
  readNext();
  const since = readNumber<i64>();
  const sinceNano = readNumber<i32>();
  readNext();
  const until = readNumber<i64>();
  const untilNano = readNumber<i32>();
  if (!isRead()) return 0;
  const borrows = untilNano < sinceNano;
  putNumber<i64>(until - since - i64(borrows));
  putNumber<i32>(untilNano + (borrows ? NANOS : 0) - sinceNano);
  return result(true);
}

/** Any arguments -> VARBINARY: the row as it came. */
export function transform(address: usize, length: usize): u64 {
  if (!begin(address, length, 0, u64(length) + 4)) return 0;
  putBytes(address, u32(length));
  return result(true);
}

function next(): bool {
  return putNext(readNext());
}

function number<T>(): void {
  if (next()) putNumber<T>(readNumber<T>());
}

/** Values of two parts: long decimals, UUIDs, moments, intervals. */
function pair<T, U>(): void {
  if (next()) {
    putNumber<T>(readNumber<T>());
    putNumber<U>(readNumber<U>());
  }
}

function bytes(): void {
  if (next()) {
    const length = readBytes();
    putBytes(readStart(), length);
  }
}

function times(): void {
  number<i32>();
  number<i64>();
  pair<i64, i32>();
  if (next()) {
    putNumber<i64>(readNumber<i64>());
    putNumber<i32>(readNumber<i32>());
    putNumber<i32>(readNumber<i32>());
  }
}

function arrays(): void {
  if (next()) {
    const count = readArray();
    putArray(count);
    for (let i: u32 = 0; i < count; i++) number<i32>();
    putEndArray();
    readEndArray();
  }
  if (next()) {
    const count = readArray();
    putArray(count);
    for (let i: u32 = 0; i < count; i++) bytes();
    putEndArray();
    readEndArray();
  }
}

/** One argument of each type, as the manifest declares them -> VARBINARY. */
export function all_types(address: usize, length: usize): u64 {
  if (!begin(address, length, 21, u64(length) + 4)) return 0;
  const size = putEnd();
  putRow(size + 4, 21);
  number<i8>();
  number<i8>();
  number<i16>();
  number<i32>();
  number<i64>();
  number<f32>();
  number<f64>();
  number<i64>();
  pair<i64, i64>();
  bytes();
  bytes();
  times();
  pair<i64, i64>();
  bytes();
  number<i32>();
  pair<i64, i32>();
  arrays();
  if (!isRead()) return 0;
  store<u32>(size, u32(putEnd() - size - 4));
  // The result's own bit, which the copy's took the place of, is 0 already.
  return (u64(output) << 32) | u64(putEnd() - output);
}
