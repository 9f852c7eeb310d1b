// SPDX-License-Identifier: Apache-2.0
//! Replaces e-mail addresses, payment card numbers and phone numbers by a mask.
//!
//! Parameters: "mask" (default `***`), "keep_last" ("0" to "4", default "0": how many digits of a
//! card or phone number are written behind the mask), "kinds" (default `email,card,phone`).
//! Everything else stays as it is, byte by byte, and bytes that are not UTF-8 do too.
//!
//! What counts as an address or a number is defined in GRAMMAR.md, exactly. In short: addresses
//! `name@domain.tld` in ASCII; cards of 13 to 19 digits, in one piece or in groups of three or
//! more with one blank or dash between, that pass the Luhn check; phone numbers `+49 30 123456`,
//! `+49 (0)30 123456`, `(555) 123-4567`, `1-555-123-4567`, `01 23 45 67 89`, `030/123456`,
//! `(030) 12 34 56`. National phone numbers without separators are not recognised.

#![no_std]
#![no_main]

#[path = "../shared/arena.rs"]
mod arena;
mod grammar;
mod options;
#[path = "../shared/params.rs"]
mod params;

use arena::Output;
use options::Options;

/// What was found.
struct Match {
    end: usize,
    is_number: bool,
}

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
    match arena::input(address, length).and_then(run) {
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
    arena::packed_text("redact")
}

#[no_mangle]
pub extern "C" fn plugin_description() -> u64 {
    arena::packed_text("Masks e-mail addresses, card numbers and phone numbers")
}

fn run(input: &[u8]) -> Option<Output> {
    let mut output = Output::new();
    let (json, text) = params::split(input);
    let options = match json {
        Some(json) => Options::read(json, &mut output)?,
        None => Options::new(),
    };
    redact(text, &options, &mut output)?;
    Some(output)
}

// Functions are kept apart on purpose, here and in grammar.rs: Java virtual machines do not compile
// a method of more than 8,000 bytes, and a host may translate each function to one method.

/// Looks from left to right; at each place for an address, then a card, then a phone number.
#[inline(never)]
fn redact(text: &[u8], options: &Options, output: &mut Output) -> Option<()> {
    let mut written = 0;
    let mut at = 0;
    while at < text.len() {
        match find(text, at, options) {
            Some(found) => {
                write(output, &text[written..at])?;
                write(output, options.mask)?;
                if found.is_number {
                    write_last_digits(&text[at..found.end], options.keep_last, output)?;
                }
                at = found.end;
                written = at;
            }
            None => at += 1,
        }
    }
    write(output, &text[written..])
}

#[inline(always)]
fn find(text: &[u8], at: usize, options: &Options) -> Option<Match> {
    let byte = text[at];
    // Most bytes are in the middle of a word or between words, where nothing begins.
    let in_word = at > 0 && text[at - 1].is_ascii_alphanumeric();
    if in_word || !(grammar::is_local_part(byte) || byte == b'(') {
        return None;
    }
    find_here(text, at, options)
}

#[inline(never)]
fn find_here(text: &[u8], at: usize, options: &Options) -> Option<Match> {
    let email = if options.email { grammar::email(text, at) } else { None };
    if let Some(end) = email {
        return Some(Match { end, is_number: false });
    }
    let card = if options.card { grammar::card(text, at) } else { None };
    let phone = || if options.phone { grammar::phone(text, at) } else { None };
    card.or_else(phone).map(|end| Match { end, is_number: true })
}

fn write(output: &mut Output, bytes: &[u8]) -> Option<()> {
    output.write(bytes).then_some(())
}

#[inline(never)]
fn write_last_digits(number: &[u8], count: usize, output: &mut Output) -> Option<()> {
    let digits = number.iter().filter(|byte| byte.is_ascii_digit());
    let skipped = digits.clone().count().saturating_sub(count);
    for digit in digits.skip(skipped) {
        write(output, &[*digit])?;
    }
    Some(())
}
