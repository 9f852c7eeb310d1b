// SPDX-License-Identifier: Apache-2.0
//! Upper-cases UTF-8 text with the full Unicode mapping, so that "ß" becomes "SS".
//!
//! No locale is applied. Input that is not valid UTF-8 is refused.

#![no_std]
#![no_main]

#[path = "../shared/arena.rs"]
mod arena;

use arena::Output;
use core::ptr;

const EVERY_BYTE: u64 = 0x0101_0101_0101_0101;
const HIGH_BITS: u64 = 0x80 * EVERY_BYTE;

/// Room the ASCII loop may write behind the last byte that counts.
const SLACK: usize = 16;

/// Two-byte characters end below this code point.
const TWO_BYTE_LIMIT: usize = 0x800;

/// Marks a character whose upper case is longer than one UTF-16 unit.
const LONG: u16 = 0xffff;

/// The upper case of each two-byte character once it was looked up; 0 before that.
/// Accents, Greek and Cyrillic are frequent, and the lookup in core is a binary search.
static mut KNOWN_UPPER: [u16; TWO_BYTE_LIMIT] = [0; TWO_BYTE_LIMIT];

#[no_mangle]
pub extern "C" fn alloc(size: usize) -> usize {
    arena::allocate_input(size)
}

#[no_mangle]
pub extern "C" fn dealloc(address: usize, _size: usize) {
    arena::release_input(address)
}

#[no_mangle]
pub extern "C" fn transform(address: usize, length: usize) -> u64 {
    match arena::input(address, length).and_then(upper) {
        Some(output) => output.finish(),
        None => 0,
    }
}

#[no_mangle]
pub extern "C" fn plugin_version() -> u32 {
    1
}

#[no_mangle]
pub extern "C" fn plugin_name() -> u64 {
    arena::packed_text("upper")
}

#[no_mangle]
pub extern "C" fn plugin_description() -> u64 {
    arena::packed_text("Upper-cases text with the full Unicode mapping")
}

/// Invariant of the loop: there is room for what is left of the input, plus SLACK.
/// Only a character that gets longer has to ask for more.
fn upper(input: &[u8]) -> Option<Output> {
    let mut output = Output::new();
    if !output.ensure(input.len().checked_add(SLACK)?) {
        return None;
    }
    let mut at = 0;
    while at < input.len() {
        at = upper_ascii(input, at, &mut output);
        while at < input.len() && input[at] >= 0x80 {
            at = upper_character(input, at, &mut output)?;
        }
    }
    Some(output)
}

/// Converts ASCII up to the next other character or the end; returns where that is.
#[inline(always)]
fn upper_ascii(input: &[u8], mut at: usize, output: &mut Output) -> usize {
    while input.len() - at >= 8 {
        let word = unsafe { ptr::read_unaligned(input.as_ptr().add(at) as *const u64) };
        unsafe { ptr::write_unaligned(output.cursor() as *mut u64, upper_word(word)) };
        let others = word & HIGH_BITS;
        if others != 0 {
            // What was written from the first other byte on is overwritten later.
            let count = others.trailing_zeros() as usize / 8;
            output.advance(count);
            return at + count;
        }
        output.advance(8);
        at += 8;
    }
    while at < input.len() && input[at] < 0x80 {
        unsafe { *output.cursor() = input[at].to_ascii_uppercase() };
        output.advance(1);
        at += 1;
    }
    at
}

/// Upper-cases the ASCII letters among eight bytes at once.
#[inline(always)]
fn upper_word(word: u64) -> u64 {
    let low = word & !HIGH_BITS;
    let from_a = low + (0x80 - b'a' as u64) * EVERY_BYTE;
    let beyond_z = low + (0x80 - b'z' as u64 - 1) * EVERY_BYTE;
    let letters = from_a & !beyond_z & !word & HIGH_BITS;
    word ^ (letters >> 2)
}

/// Converts the non-ASCII character at `at`; returns the position behind it.
#[inline(always)]
fn upper_character(input: &[u8], at: usize, output: &mut Output) -> Option<usize> {
    let (code, size) = decode(&input[at..])?;
    let remaining = input.len() - at;
    if size == 2 {
        let upper = known_upper(code);
        if upper != LONG && upper >= 0x80 && (upper as usize) < TWO_BYTE_LIMIT {
            let bytes = [0xc0 | (upper >> 6) as u8, 0x80 | (upper & 0x3f) as u8];
            unsafe { ptr::write_unaligned(output.cursor() as *mut [u8; 2], bytes) };
            output.advance(2);
            return Some(at + 2);
        }
    } else if is_caseless(code) {
        unsafe { ptr::copy_nonoverlapping(input.as_ptr().add(at), output.cursor(), size) };
        output.advance(size);
        return Some(at + size);
    }
    write_upper(code, remaining, output)?;
    Some(at + size)
}

/// East Asian scripts, and everything behind the last script with case.
#[inline(always)]
fn is_caseless(code: u32) -> bool {
    (0x2e80..0xa640).contains(&code) || code > 0x1e943
}

#[inline(always)]
fn known_upper(code: u32) -> u16 {
    let known = unsafe { KNOWN_UPPER[code as usize % TWO_BYTE_LIMIT] };
    if known != 0 {
        return known;
    }
    learn_upper(code)
}

#[inline(never)]
fn learn_upper(code: u32) -> u16 {
    let mut characters = character(code).to_uppercase();
    let first = characters.next().map_or(0, |c| c as u32);
    let upper = if characters.next().is_none() && first < 0xffff { first as u16 } else { LONG };
    unsafe { KNOWN_UPPER[code as usize % TWO_BYTE_LIMIT] = upper };
    upper
}

/// Writes the upper case of any character, which may be up to three characters.
#[inline(never)]
fn write_upper(code: u32, remaining: usize, output: &mut Output) -> Option<()> {
    for upper in character(code).to_uppercase() {
        if !output.ensure(remaining + SLACK) {
            return None;
        }
        let mut bytes = [0; 4];
        let size = upper.encode_utf8(&mut bytes).len();
        unsafe { ptr::write_unaligned(output.cursor() as *mut [u8; 4], bytes) };
        output.advance(size);
    }
    // Room for what follows, whatever the characters above have used up.
    if output.ensure(remaining + SLACK) {
        Some(())
    } else {
        None
    }
}

fn character(code: u32) -> char {
    // decode() has checked the range.
    unsafe { char::from_u32_unchecked(code) }
}

/// The first code point and its size in bytes; nothing when it is not well-formed UTF-8.
#[inline(always)]
fn decode(bytes: &[u8]) -> Option<(u32, usize)> {
    let lead = bytes[0] as u32;
    match lead {
        0xc2..=0xdf => Some(((lead & 0x1f) << 6 | continuation(bytes, 1)?, 2)),
        0xe0..=0xef => {
            let code = (lead & 0x0f) << 12 | continuation(bytes, 1)? << 6 | continuation(bytes, 2)?;
            let well_formed = code >= 0x800 && !(0xd800..0xe000).contains(&code);
            well_formed.then_some((code, 3))
        }
        0xf0..=0xf4 => {
            let high = (lead & 0x07) << 18 | continuation(bytes, 1)? << 12;
            let code = high | continuation(bytes, 2)? << 6 | continuation(bytes, 3)?;
            (0x10000..0x110000).contains(&code).then_some((code, 4))
        }
        _ => None,
    }
}

#[inline(always)]
fn continuation(bytes: &[u8], index: usize) -> Option<u32> {
    let byte = *bytes.get(index)?;
    (byte & 0xc0 == 0x80).then_some((byte & 0x3f) as u32)
}
