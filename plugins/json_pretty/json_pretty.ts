// SPDX-License-Identifier: Apache-2.0
/**
 * Checks JSON strictly (RFC 8259) and writes it with one element per line.
 *
 * The parameter "indent", "0" to "8", is the number of spaces per level; the default is 2.
 * Strings and numbers are copied as they are written, escapes too. Empty objects and arrays stay
 * `{}` and `[]`. What is not JSON in valid UTF-8, or nests deeper than 512 levels, is refused.
 *
 * The plugin works on bytes and manages its memory itself: one input buffer, then one output
 * buffer, reused for every call. No object is ever made, so there is no garbage to collect.
 */

const PAGE: usize = 65536;
const ALIGNMENT: usize = 16;

/** Room that may be written behind the last byte that counts. */
const SLACK: usize = 16;

const MAXIMUM_DEPTH: u32 = 512;
const DEFAULT_INDENT: usize = 2;
const MAXIMUM_INDENT: usize = 8;

const END: i32 = -1;
const TAB: i32 = 0x09;
const LINE_FEED: i32 = 0x0a;
const CARRIAGE_RETURN: i32 = 0x0d;
const SPACE: i32 = 0x20;
const QUOTE: i32 = 0x22;
const PLUS: i32 = 0x2b;
const COMMA: i32 = 0x2c;
const MINUS: i32 = 0x2d;
const POINT: i32 = 0x2e;
const SLASH: i32 = 0x2f;
const ZERO: i32 = 0x30;
const NINE: i32 = 0x39;
const COLON: i32 = 0x3a;
const ARRAY: i32 = 0x5b;
const BACKSLASH: i32 = 0x5c;
const OBJECT: i32 = 0x7b;
const OBJECT_END: i32 = 0x7d;

const EVERY_BYTE: u64 = 0x0101010101010101;
const HIGH_BITS: u64 = 0x8080808080808080;
const EIGHT_SPACES: u64 = 0x2020202020202020;

// Four characters each, as a little-endian word.
const TRUE: u32 = 0x65757274;
const NULL: u32 = 0x6c6c756e;
const ALSE: u32 = 0x65736c61;

/** The bytes that close the objects and arrays around the current position. */
const closing: usize = memory.data(512);
const nameText: usize = memory.data(16);
const descriptionText: usize = memory.data(96);

let inputSize: usize = 0;

// The position in the input, and its end.
let at: usize = 0;
let end: usize = 0;

// The position in the output, and the end of usable memory.
let cursor: usize = 0;
let limit: usize = 0;

let depth: u32 = 0;
let indent: usize = DEFAULT_INDENT;

export function alloc(size: usize): usize {
  if (!reserve(<u64>inputStart() + size)) return 0;
  inputSize = size;
  return inputStart();
}

export function dealloc(address: usize, size: usize): void {
  if (address == inputStart()) inputSize = 0;
}

export function transform(address: usize, length: usize): u64 {
  if (!isInput(address, length)) return 0;
  indent = DEFAULT_INDENT;
  const size = paramsSize(address, length);
  if (size > 0) {
    if (!readParams(address + 4, size)) return 0;
    address += 4 + size;
    length -= 4 + size;
  }
  if (!format(address, length)) return 0;
  return packed(outputStart(), cursor - outputStart());
}

export function plugin_version(): u32 {
  return 1;
}

export function plugin_name(): u64 {
  return packedText("json_pretty", nameText);
}

export function plugin_description(): u64 {
  return packedText("Checks JSON strictly and writes it with one element per line", descriptionText);
}

// Memory ------------------------------------------------------------------------------------

function aligned(address: usize): usize {
  return (address + ALIGNMENT - 1) & ~(ALIGNMENT - 1);
}

function inputStart(): usize {
  return aligned(__heap_base);
}

function outputStart(): usize {
  return aligned(inputStart() + inputSize);
}

function isInput(address: usize, length: usize): bool {
  const offset = address - inputStart();
  return offset <= inputSize && length <= inputSize - offset;
}

/** Makes every address below `newEnd` usable. False when the host gives no more memory. */
function reserve(newEnd: u64): bool {
  const pages = <usize>memory.size();
  if (newEnd <= <u64>pages * PAGE) return true;
  const needed = (newEnd + PAGE - 1) / PAGE - pages;
  // The last page stays unused, so that no address of an end wraps to 0.
  if (needed + pages >= PAGE) return false;
  // Growing may copy the whole memory in some engines: grow seldom, by an eighth at least.
  const generous = max(<i32>needed, <i32>(pages / 8));
  return memory.grow(generous) >= 0 || memory.grow(<i32>needed) >= 0;
}

/** Makes room for `size` more bytes of output. */
// @ts-ignore: decorator
@inline
function ensure(size: usize): bool {
  return limit - cursor >= size || growOutput(size);
}

function growOutput(size: usize): bool {
  if (!reserve(<u64>cursor + size)) return false;
  limit = <usize>memory.size() * PAGE;
  return true;
}

function packed(address: usize, length: usize): u64 {
  return (<u64>address << 32) | length;
}

/** Copies an ASCII text, which the compiler stores as UTF-16, and packs its place. */
function packedText(text: string, place: usize): u64 {
  for (let i = 0; i < text.length; i++) {
    store<u8>(place + i, load<u16>(changetype<usize>(text) + 2 * i));
  }
  return packed(place, text.length);
}

// Parameters --------------------------------------------------------------------------------

/**
 * The size of the parameters in front of the data, [u32 n][n bytes of JSON object][data], or 0.
 * They are there only if the n bytes are exactly one object; format() says so, and what it
 * writes doing that is written over later.
 */
function paramsSize(address: usize, length: usize): usize {
  if (length < 6 || <i32>load<u8>(address + 4) != OBJECT) return 0;
  const size = <usize>load<u32>(address);
  return size <= length - 4 && format(address + 4, size) ? size : 0;
}

/** Reads an object that is known to be well-formed. */
function readParams(address: usize, size: usize): bool {
  at = address + 1;
  end = address + size;
  skipSpace();
  if (peek() == OBJECT_END) return true;
  do {
    skipSpace();
    if (!acceptText('"indent"')) return false;
    skipSpace();
    accept(COLON);
    skipSpace();
    if (!readIndent()) return false;
    skipSpace();
  } while (accept(COMMA));
  return true;
}

function readIndent(): bool {
  if (!accept(QUOTE)) return false;
  indent = <usize>(peek() - ZERO);
  at++;
  return indent <= MAXIMUM_INDENT && accept(QUOTE);
}

function acceptText(text: string): bool {
  for (let i = 0; i < text.length; i++) {
    if (!accept(load<u16>(changetype<usize>(text) + 2 * i))) return false;
  }
  return true;
}

// Reading -----------------------------------------------------------------------------------

// @ts-ignore: decorator
@inline
function peek(): i32 {
  return at < end ? <i32>load<u8>(at) : END;
}

function accept(byte: i32): bool {
  if (peek() != byte) return false;
  at++;
  return true;
}

// @ts-ignore: decorator
@inline
function skipSpace(): void {
  while (isSpace(peek())) at++;
}

// @ts-ignore: decorator
@inline
function isSpace(byte: i32): bool {
  return byte <= SPACE && (byte == SPACE || byte == LINE_FEED || byte == CARRIAGE_RETURN || byte == TAB);
}

// @ts-ignore: decorator
@inline
function isDigit(byte: i32): bool {
  return byte >= ZERO && byte <= NINE;
}

function isHexadecimal(byte: i32): bool {
  const lower = byte | 0x20;
  return isDigit(byte) || (lower >= 0x61 && lower <= 0x66);
}

/** Whether `\` and this byte are an escape; `\u` is not looked at here. */
function isShortEscape(byte: i32): bool {
  switch (byte) {
    case QUOTE:
    case BACKSLASH:
    case SLASH:
    case 0x62: // b
    case 0x66: // f
    case 0x6e: // n
    case 0x72: // r
    case 0x74: // t
      return true;
    default:
      return false;
  }
}

// Writing -----------------------------------------------------------------------------------

// Invariant: there is room for what is left of the input, plus SLACK. Copying keeps it; whoever
// writes more than was read asks for more, and newLine() does that for everybody.

// @ts-ignore: decorator
@inline
function put(byte: i32): void {
  store<u8>(cursor++, byte);
}

/** Copies the current byte. */
// @ts-ignore: decorator
@inline
function copy(): void {
  put(<i32>load<u8>(at++));
}

function newLine(): bool {
  const spaces = <usize>depth * indent;
  if (!ensure(end - at + spaces + 2 * SLACK)) return false;
  put(LINE_FEED);
  for (let i: usize = 0; i < spaces; i += 8) store<u64>(cursor + i, EIGHT_SPACES);
  cursor += spaces;
  return true;
}

/** Writes exactly one JSON value. Not recursive: how deep it nests is the caller's choice. */
function format(from: usize, length: usize): bool {
  at = from;
  end = from + length;
  depth = 0;
  cursor = outputStart();
  limit = max(cursor, <usize>memory.size() * PAGE);
  if (!ensure(length + 2 * SLACK)) return false;
  do {
    skipSpace();
    const byte = peek();
    if (byte == OBJECT || byte == ARRAY) {
      if (depth == MAXIMUM_DEPTH) return false;
      copy();
      if (!isEmpty(byte)) {
        if (!enter(byte)) return false;
        continue;
      }
      copy();
    } else if (!copyScalar(byte)) {
      return false;
    }
    if (!copyBetween()) return false;
  } while (depth > 0);
  skipSpace();
  return at == end;
}

/** Whether the object or array that has just begun ends at once. */
// @ts-ignore: decorator
@inline
function isEmpty(opening: i32): bool {
  skipSpace();
  return peek() == opening + 2; // In ASCII, } and ] follow two behind { and [.
}

/** Begins the first element of an object or array. */
function enter(opening: i32): bool {
  store<u8>(closing + depth, opening + 2);
  depth++;
  return newLine() && (opening != OBJECT || copyKey());
}

/** Copies what stands between two values: ends of objects and arrays, a comma, a key. */
function copyBetween(): bool {
  while (depth > 0) {
    skipSpace();
    const close = <i32>load<u8>(closing + depth - 1);
    const byte = peek();
    if (byte == COMMA) {
      copy();
      return newLine() && (close != OBJECT_END || copyKey());
    }
    if (byte != close) return false;
    depth--;
    if (!newLine()) return false;
    copy();
  }
  return true;
}

function copyKey(): bool {
  skipSpace();
  if (peek() != QUOTE || !copyString()) return false;
  skipSpace();
  if (peek() != COLON) return false;
  copy();
  put(SPACE);
  return true;
}

// @ts-ignore: decorator
@inline
function copyScalar(byte: i32): bool {
  if (byte == QUOTE) return copyString();
  if (byte == MINUS || isDigit(byte)) return copyNumber();
  return copyLiteral(byte);
}

function copyLiteral(byte: i32): bool {
  if (end - at >= 4) {
    const word = load<u32>(at);
    if (word == TRUE || word == NULL) return copyLength(4);
    if (byte == 0x66 && end - at >= 5 && load<u32>(at + 1) == ALSE) return copyLength(5);
  }
  return false;
}

function copyLength(length: usize): bool {
  for (let i: usize = 0; i < length; i++) copy();
  return true;
}

function copyNumber(): bool {
  if (peek() == MINUS) copy();
  if (peek() == ZERO) {
    copy();
  } else if (!copyDigits()) {
    return false;
  }
  if (peek() == POINT) {
    copy();
    if (!copyDigits()) return false;
  }
  return (peek() | 0x20) != 0x65 || copyExponent();
}

/** Copies e or E, a sign if there is one, and digits. */
function copyExponent(): bool {
  copy();
  const sign = peek();
  if (sign == PLUS || sign == MINUS) copy();
  return copyDigits();
}

function copyDigits(): bool {
  if (!isDigit(peek())) return false;
  do {
    copy();
  } while (isDigit(peek()));
  return true;
}

/** Copies a string, of which the current byte is the opening quote. */
function copyString(): bool {
  copy();
  while (true) {
    copyPlain();
    const byte = peek();
    if (byte == QUOTE) {
      copy();
      return true;
    }
    if (byte == BACKSLASH) {
      if (!copyEscape()) return false;
    } else if (byte < 0x80 || !copyMultibyte(byte)) {
      return false; // a control character, the end, or malformed UTF-8
    }
  }
}

/** Copies ASCII up to the next quote, backslash, control character, other byte, or the end. */
// @ts-ignore: decorator
@inline
function copyPlain(): void {
  let from = at;
  let to = cursor;
  let special: u64 = 0;
  while (end - from >= 8) {
    const word = load<u64>(from);
    store<u64>(to, word);
    special = specialBytes(word);
    if (special != 0) break;
    from += 8;
    to += 8;
  }
  if (special != 0) {
    const count = <usize>ctz(special) >> 3;
    from += count;
    to += count;
  } else {
    while (from < end && isPlain(<i32>load<u8>(from))) store<u8>(to++, load<u8>(from++));
  }
  at = from;
  cursor = to;
}

/** Marks special bytes among eight. The lowest mark is right; others may be false. */
// @ts-ignore: decorator
@inline
function specialBytes(word: u64): u64 {
  const quotes = word ^ (<u64>QUOTE * EVERY_BYTE);
  const backslashes = word ^ (<u64>BACKSLASH * EVERY_BYTE);
  const controls = (word - <u64>SPACE * EVERY_BYTE) & ~word;
  return (((quotes - EVERY_BYTE) & ~quotes) | ((backslashes - EVERY_BYTE) & ~backslashes) | controls | word) & HIGH_BITS;
}

// @ts-ignore: decorator
@inline
function isPlain(byte: i32): bool {
  return byte >= SPACE && byte < 0x80 && byte != QUOTE && byte != BACKSLASH;
}

function copyEscape(): bool {
  copy();
  const byte = peek();
  if (isShortEscape(byte)) return copyLength(1);
  if (byte != 0x75) return false; // u
  copy();
  for (let i = 0; i < 4; i++) {
    if (!isHexadecimal(peek())) return false;
    copy();
  }
  return true;
}

/** Copies one UTF-8 character of two to four bytes; the ranges are those of RFC 3629. */
function copyMultibyte(lead: i32): bool {
  copy();
  if (lead >= 0xc2 && lead <= 0xdf) return copyInRange(0x80, 0xbf);
  if (lead >= 0xe0 && lead <= 0xef) {
    return copyInRange(lead == 0xe0 ? 0xa0 : 0x80, lead == 0xed ? 0x9f : 0xbf)
      && copyInRange(0x80, 0xbf);
  }
  if (lead >= 0xf0 && lead <= 0xf4) {
    return copyInRange(lead == 0xf0 ? 0x90 : 0x80, lead == 0xf4 ? 0x8f : 0xbf)
      && copyInRange(0x80, 0xbf)
      && copyInRange(0x80, 0xbf);
  }
  return false;
}

// @ts-ignore: decorator
@inline
function copyInRange(lowest: i32, highest: i32): bool {
  const byte = peek();
  if (byte < lowest || byte > highest) return false;
  copy();
  return true;
}
