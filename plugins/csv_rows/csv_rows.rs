// SPDX-License-Identifier: Apache-2.0
//! Turns CSV (RFC 4180) into JSON: with a header one object per line, without one array of arrays.
//!
//! Parameters: "delimiter" (one ASCII character, default a comma) and "header" ("true", which is
//! the default, or "false"). Lines end in LF or CRLF, empty lines are skipped. An empty field is
//! null, a quoted empty one is "". Refused are: an open quote at the end, a quote in a field that
//! does not begin with one, text behind a closing quote, a record with more or fewer fields than
//! the header, a name twice in the header, and what is not UTF-8.

#![no_std]
#![no_main]

#[path = "../shared/arena.rs"]
mod arena;
mod csv;
mod options;
// redact uses more of it.
#[allow(dead_code)]
#[path = "../shared/params.rs"]
mod params;

use arena::Output;
use csv::Csv;
use options::Options;

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
    arena::packed_text("csv_rows")
}

#[no_mangle]
pub extern "C" fn plugin_description() -> u64 {
    arena::packed_text("Turns CSV text into rows: one JSON object per record")
}

fn run(input: &[u8]) -> Option<Output> {
    let (json, text) = params::split(input);
    let options = match json {
        Some(json) => Options::read(json)?,
        None => Options::new(),
    };
    core::str::from_utf8(text).ok()?;
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
    let mut csv = Csv::new(text, options.delimiter);
    let mut output = Output::new();
    if options.header {
        objects(&mut csv, &mut output)?;
    } else {
        arrays(&mut csv, &mut output)?;
    }
    Some(output)
}

/// One object per line, its keys from the first record.
#[inline(never)]
fn objects(csv: &mut Csv, output: &mut Output) -> Option<()> {
    if !csv.begin_record() {
        return Some(());
    }
    let keys = read_keys(csv, output)?;
    while csv.begin_record() {
        write(output, b"{")?;
        let mut rest = keys;
        loop {
            let (key, others) = next_key(rest)?;
            rest = others;
            write(output, key)?;
            if !csv.field(output)? {
                break;
            }
            write(output, b",")?;
        }
        if !rest.is_empty() {
            return None;
        }
        write(output, b"}\n")?;
    }
    Some(())
}

/// The header's fields as `"name":`, each behind its length; kept in front of the output.
#[inline(never)]
fn read_keys(csv: &mut Csv, output: &mut Output) -> Option<&'static [u8]> {
    let start = output.cursor();
    loop {
        let slot = output.length();
        write(output, &[0; 4])?;
        let more = csv.name(output)?;
        write(output, b":")?;
        let size = output.length() - slot - 4;
        unsafe { (start.add(slot) as *mut u32).write_unaligned(size as u32) };
        if !more {
            break;
        }
    }
    let keys = output.set_aside();
    let mut rest = keys;
    while !rest.is_empty() {
        let (key, others) = next_key(rest)?;
        if contains(others, key) {
            return None;
        }
        rest = others;
    }
    Some(keys)
}

fn contains(keys: &[u8], wanted: &[u8]) -> bool {
    let mut rest = keys;
    while let Some((key, others)) = next_key(rest) {
        if key == wanted {
            return true;
        }
        rest = others;
    }
    false
}

/// The first of the keys, and the others; nothing when there is none.
#[inline(always)]
fn next_key(keys: &[u8]) -> Option<(&[u8], &[u8])> {
    let head = keys.get(..4)?;
    let size = u32::from_le_bytes([head[0], head[1], head[2], head[3]]) as usize;
    Some((keys.get(4..4 + size)?, keys.get(4 + size..)?))
}

/// All records in one array, so that a single record can be told from a list of single values.
#[inline(never)]
fn arrays(csv: &mut Csv, output: &mut Output) -> Option<()> {
    let mut before: &[u8] = b"[[";
    while csv.begin_record() {
        write(output, before)?;
        before = b"],\n[";
        while csv.field(output)? {
            write(output, b",")?;
        }
    }
    write(output, if output.length() == 0 { b"[]\n" } else { b"]]\n" })
}

fn write(output: &mut Output, bytes: &[u8]) -> Option<()> {
    output.write(bytes).then_some(())
}
