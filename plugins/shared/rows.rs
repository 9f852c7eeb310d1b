// SPDX-License-Identifier: Apache-2.0
//! Reads and writes binary rows (docs/abi/binary-rows.md). Every read answers nothing where the bytes
//! end before the value does; every write answers nothing where there is no room.

use crate::arena::Output;

/// A row, or the elements of an array.
#[derive(Clone)]
pub struct Row<'a> {
    rest: &'a [u8],
    nulls: &'a [u8],
    next: usize,
}

/// TIMESTAMP and INTERVAL DAY TO SECOND: the nanoseconds count forward from the second.
#[derive(Clone, Copy)]
pub struct Time {
    pub second: i64,
    pub nano: u32,
}

impl<'a> Row<'a> {
    /// A row of so many values.
    pub fn new(bytes: &'a [u8], values: usize) -> Option<Row<'a>> {
        let mut row = Row { rest: bytes, nulls: &[], next: 0 };
        row.nulls = row.take((values + 7) / 8)?;
        Some(row)
    }

    fn take(&mut self, size: usize) -> Option<&'a [u8]> {
        let taken = self.rest.get(..size)?;
        self.rest = self.rest.get(size..)?;
        Some(taken)
    }

    /// Goes on to the next value; whether it is there, or NULL and so has no bytes.
    pub fn next(&mut self) -> Option<bool> {
        let bits = *self.nulls.get(self.next / 8)?;
        let is_there = bits >> (self.next % 8) & 1 == 0;
        self.next += 1;
        Some(is_there)
    }

    /// BOOLEAN, TINYINT, SMALLINT, INTEGER, BIGINT, DATE in days, DECIMAL without its point, in its
    /// size; also the bits of REAL and DOUBLE.
    pub fn number(&mut self, size: usize) -> Option<i64> {
        let mut bytes = [0; 8];
        bytes.get_mut(..size)?.copy_from_slice(self.take(size)?);
        let above = 64 - 8 * size as u32;
        Some(i64::from_le_bytes(bytes) << above >> above)
    }

    /// DECIMAL of more than 18 digits, without its point; a UUID has as many bytes.
    #[allow(dead_code)]
    pub fn long_number(&mut self) -> Option<i128> {
        let low = self.number(8)? as u64;
        Some((self.number(8)? as i128) << 64 | low as i128)
    }

    #[allow(dead_code)]
    pub fn double(&mut self) -> Option<f64> {
        Some(f64::from_bits(self.number(8)? as u64))
    }

    #[allow(dead_code)]
    pub fn real(&mut self) -> Option<f32> {
        Some(f32::from_bits(self.number(4)? as u32))
    }

    pub fn time(&mut self) -> Option<Time> {
        Some(Time { second: self.number(8)?, nano: self.number(4)? as u32 })
    }

    /// VARCHAR, CHAR, CLOB and JSON in UTF-8, VARBINARY, BLOB.
    pub fn bytes(&mut self) -> Option<&'a [u8]> {
        let length = self.number(4)? as u32;
        self.take(length as usize)
    }

    /// How many elements an ARRAY has, and the elements; `end_array` goes on behind them.
    pub fn array(&mut self) -> Option<(usize, Row<'a>)> {
        let count = self.number(4)? as u32 as usize;
        Some((count, Row::new(self.rest, count)?))
    }

    pub fn end_array(&mut self, elements: Row<'a>) {
        self.rest = elements.rest;
    }

    /// Nothing unless all was read.
    pub fn end(&self) -> Option<()> {
        self.rest.is_empty().then_some(())
    }
}

/// The bits of a row, or of the elements of an array, whose values are being written.
pub struct Nulls {
    first: *mut u8,
    next: usize,
}

/// Begins a row of so many values; nothing but writes may happen to the output before they are there.
pub fn row(output: &mut Output, values: usize) -> Option<Nulls> {
    let size = (values + 7) / 8;
    if !output.ensure(size) {
        return None;
    }
    let first = output.cursor();
    unsafe { core::ptr::write_bytes(first, 0, size) };
    output.advance(size);
    Some(Nulls { first, next: 0 })
}

impl Nulls {
    /// Goes on to the next value, whose bytes follow if it is there. Answers what it is told.
    pub fn put(&mut self, is_there: bool) -> bool {
        if !is_there {
            unsafe { *self.first.add(self.next / 8) |= 1 << (self.next % 8) };
        }
        self.next += 1;
        is_there
    }
}

fn written(is_written: bool) -> Option<()> {
    is_written.then_some(())
}

pub fn put_number(output: &mut Output, number: i64, size: usize) -> Option<()> {
    written(output.write(number.to_le_bytes().get(..size)?))
}

#[allow(dead_code)]
pub fn put_long_number(output: &mut Output, number: i128) -> Option<()> {
    written(output.write(&number.to_le_bytes()))
}

#[allow(dead_code)]
pub fn put_double(output: &mut Output, number: f64) -> Option<()> {
    put_number(output, number.to_bits() as i64, 8)
}

#[allow(dead_code)]
pub fn put_real(output: &mut Output, number: f32) -> Option<()> {
    put_number(output, number.to_bits() as i64, 4)
}

pub fn put_time(output: &mut Output, time: Time) -> Option<()> {
    put_number(output, time.second, 8)?;
    put_number(output, time.nano as i64, 4)
}

pub fn put_bytes(output: &mut Output, bytes: &[u8]) -> Option<()> {
    put_number(output, bytes.len() as i64, 4)?;
    written(output.write(bytes))
}

/// Begins an ARRAY of so many elements.
#[allow(dead_code)]
pub fn put_array(output: &mut Output, count: usize) -> Option<Nulls> {
    put_number(output, count as i64, 4)?;
    row(output, count)
}
