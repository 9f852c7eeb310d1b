// SPDX-License-Identifier: Apache-2.0
//! Functions over binary rows: an exact price, a sum of an array, a joined text, the time between two
//! moments. `transform` answers what reached the plugin, and `all_types` the same, read and written anew.
#![no_std]

#[path = "../shared/arena.rs"]
mod arena;
#[path = "../shared/rows.rs"]
mod rows;

use arena::{allocate_input, input, release_input, Output};
use rows::{put_bytes, put_number, put_time, Nulls, Row, Time};

const NANOS: u32 = 1_000_000_000;

/// The result of a function; what it answers is whether it is NULL, and nothing is a refusal.
fn answer(
    address: usize,
    length: usize,
    function: fn(&[u8], &mut Output) -> Option<bool>,
) -> u64 {
    let mut output = Output::new();
    match answered(address, length, &mut output, function) {
        Some(()) => output.finish(),
        None => 0,
    }
}

fn answered(
    address: usize,
    length: usize,
    output: &mut Output,
    function: fn(&[u8], &mut Output) -> Option<bool>,
) -> Option<()> {
    let bytes = input(address, length)?;
    let mut nulls = rows::row(output, 1)?;
    let is_there = function(bytes, output)?;
    nulls.put(is_there);
    Some(())
}

fn taxed(bytes: &[u8], output: &mut Output) -> Option<bool> {
    let mut row = Row::new(bytes, 2)?;
    let price = if row.next()? { row.number(8)? } else { 0 };
    let percent = if row.next()? { row.number(8)? } else { 0 };
    row.end()?;
    let tax = price.checked_mul(percent)?;
    let half = if tax < 0 { -5000 } else { 5000 };
    put_number(output, price.checked_add((tax + half) / 10000)?, 8)?;
    Some(true)
}

fn summed(bytes: &[u8], output: &mut Output) -> Option<bool> {
    let mut row = Row::new(bytes, 1)?;
    if !row.next()? {
        return Some(false);
    }
    let (count, mut numbers) = row.array()?;
    let mut sum: Option<i64> = None;
    for _ in 0..count {
        if numbers.next()? {
            sum = Some(sum.unwrap_or(0).checked_add(numbers.number(8)?)?);
        }
    }
    row.end_array(numbers);
    row.end()?;
    if let Some(number) = sum {
        put_number(output, number, 8)?;
    }
    Some(sum.is_some())
}

fn words_joined(bytes: &[u8], output: &mut Output) -> Option<bool> {
    let mut row = Row::new(bytes, 2)?;
    if !row.next()? {
        return Some(false);
    }
    let (count, mut words) = row.array()?;
    let mut skipped = words.clone();
    let mut length = 0;
    let mut present = 0;
    for _ in 0..count {
        if skipped.next()? {
            length += skipped.bytes()?.len();
            present += 1;
        }
    }
    row.end_array(skipped);
    if !row.next()? {
        return Some(false);
    }
    let between = row.bytes()?;
    row.end()?;
    let gaps = between.len().checked_mul(if present > 0 { present - 1 } else { 0 })?;
    put_number(output, length.checked_add(gaps)? as i64, 4)?;
    let mut written = 0;
    for _ in 0..count {
        if !words.next()? {
            continue;
        }
        if written > 0 && !output.write(between) {
            return None;
        }
        written += 1;
        if !output.write(words.bytes()?) {
            return None;
        }
    }
    Some(true)
}

fn time_between(bytes: &[u8], output: &mut Output) -> Option<bool> {
    let mut row = Row::new(bytes, 2)?;
    let nothing = Time { second: 0, nano: 0 };
    let since = if row.next()? { row.time()? } else { nothing };
    let until = if row.next()? { row.time()? } else { nothing };
    row.end()?;
    let borrows = until.nano < since.nano;
    let second = until.second.checked_sub(since.second)? - borrows as i64;
    let nano = until.nano + if borrows { NANOS } else { 0 } - since.nano;
    put_time(output, Time { second, nano })?;
    Some(true)
}

fn unchanged(bytes: &[u8], output: &mut Output) -> Option<bool> {
    put_bytes(output, bytes)?;
    Some(true)
}

/// Reads a row, and writes it behind each other.
struct Copy<'a, 'b> {
    from: Row<'a>,
    nulls: Nulls,
    output: &'b mut Output,
}

impl Copy<'_, '_> {
    fn next(&mut self) -> Option<bool> {
        Some(self.nulls.put(self.from.next()?))
    }

    fn number(&mut self, size: usize) -> Option<()> {
        if self.next()? {
            put_number(self.output, self.from.number(size)?, size)?;
        }
        Some(())
    }

    fn long_number(&mut self) -> Option<()> {
        if self.next()? {
            rows::put_long_number(self.output, self.from.long_number()?)?;
        }
        Some(())
    }

    fn bytes(&mut self) -> Option<()> {
        if self.next()? {
            put_bytes(self.output, self.from.bytes()?)?;
        }
        Some(())
    }

    fn time(&mut self, has_zone: bool) -> Option<()> {
        if self.next()? {
            put_time(self.output, self.from.time()?)?;
            if has_zone {
                put_number(self.output, self.from.number(4)?, 4)?;
            }
        }
        Some(())
    }

    fn array(&mut self, element: fn(&mut Copy) -> Option<()>) -> Option<()> {
        if self.next()? {
            let (count, from) = self.from.array()?;
            let nulls = rows::put_array(self.output, count)?;
            let mut elements = Copy { from, nulls, output: self.output };
            for _ in 0..count {
                element(&mut elements)?;
            }
            let read = elements.from;
            self.from.end_array(read);
        }
        Some(())
    }

    fn floating(&mut self) -> Option<()> {
        if self.next()? {
            rows::put_real(self.output, self.from.real()?)?;
        }
        if self.next()? {
            rows::put_double(self.output, self.from.double()?)?;
        }
        Some(())
    }
}

fn copied(bytes: &[u8], output: &mut Output) -> Option<bool> {
    // The copy has as many bytes as the row, if there is nothing behind it.
    put_number(output, bytes.len() as i64, 4)?;
    let from = Row::new(bytes, 21)?;
    let nulls = rows::row(output, 21)?;
    let mut copy = Copy { from, nulls, output };
    for size in [1, 1, 2, 4, 8] {
        copy.number(size)?;
    }
    copy.floating()?;
    copy.number(8)?;
    copy.long_number()?;
    copy.bytes()?;
    copy.bytes()?;
    copy.number(4)?;
    copy.number(8)?;
    copy.time(false)?;
    copy.time(true)?;
    copy.long_number()?;
    copy.bytes()?;
    copy.number(4)?;
    copy.time(false)?;
    copy.array(|each| each.number(4))?;
    copy.array(|each| each.bytes())?;
    copy.from.end()?;
    Some(true)
}

/// `(price DECIMAL(12, 2), percent DECIMAL(5, 2)) -> DECIMAL(14, 2)`, rounded half up.
#[no_mangle]
pub extern "C" fn vat(address: usize, length: usize) -> u64 {
    answer(address, length, taxed)
}

/// `(numbers BIGINT ARRAY) -> BIGINT`: the sum of those that are not NULL; NULL of none.
#[no_mangle]
pub extern "C" fn total(address: usize, length: usize) -> u64 {
    answer(address, length, summed)
}

/// `(words VARCHAR ARRAY, between VARCHAR) -> VARCHAR`: those that are not NULL.
#[no_mangle]
pub extern "C" fn joined(address: usize, length: usize) -> u64 {
    answer(address, length, words_joined)
}

/// `(since TIMESTAMP, until TIMESTAMP) -> INTERVAL DAY TO SECOND`.
#[no_mangle]
pub extern "C" fn elapsed(address: usize, length: usize) -> u64 {
    answer(address, length, time_between)
}

/// Any arguments `-> VARBINARY`: the row as it came.
#[no_mangle]
pub extern "C" fn transform(address: usize, length: usize) -> u64 {
    answer(address, length, unchanged)
}

/// One argument of each type, as the manifest declares them `-> VARBINARY`.
#[no_mangle]
pub extern "C" fn all_types(address: usize, length: usize) -> u64 {
    answer(address, length, copied)
}

#[no_mangle]
pub extern "C" fn alloc(size: usize) -> usize {
    allocate_input(size)
}

#[no_mangle]
pub extern "C" fn dealloc(address: usize, _size: usize) {
    release_input(address);
}
