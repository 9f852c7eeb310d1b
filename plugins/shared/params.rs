// SPDX-License-Identifier: Apache-2.0
//! The parameters in front of the data: `[u32 n, little-endian][n bytes of one JSON object][data]`.
//!
//! A call without parameters sends the bare data. The two are told apart by checking strictly:
//! only if the n bytes are exactly one well-formed JSON object, they are parameters.

const MAXIMUM_DEPTH: usize = 512;

/// Splits the input into the bytes of the JSON object, if there is one, and the data.
pub fn split(input: &[u8]) -> (Option<&[u8]>, &[u8]) {
    match params_size(input) {
        Some(size) => {
            let (json, data) = input[4..].split_at(size);
            (Some(json), data)
        }
        None => (None, input),
    }
}

fn params_size(input: &[u8]) -> Option<usize> {
    let head = input.get(..4)?;
    let size = u32::from_le_bytes([head[0], head[1], head[2], head[3]]) as usize;
    let json = input[4..].get(..size)?;
    if *json.first()? != b'{' {
        return None;
    }
    let mut reader = Reader::new(json);
    reader.skip_value()?;
    reader.skip_space();
    (reader.at == size).then_some(size)
}

/// A field of a JSON object, as it is written; nothing for what is no object.
#[allow(dead_code)] // of plugins that get JSON as their data
pub fn field<'a>(json: &'a [u8], name: &[u8]) -> Option<&'a [u8]> {
    let mut reader = Reader::new(json);
    reader.skip_space();
    reader.accept(b'{')?;
    loop {
        reader.skip_space();
        let key = reader.string()?;
        reader.skip_space();
        reader.accept(b':')?;
        reader.skip_space();
        let start = reader.at;
        reader.skip_value()?;
        if key == name {
            return json.get(start..reader.at);
        }
        reader.skip_space();
        reader.accept(b',')?;
    }
}

/// Walks over JSON. Every method answers nothing when the bytes are not what it expects.
pub struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    pub fn new(bytes: &'a [u8]) -> Reader<'a> {
        Reader { bytes, at: 0 }
    }

    pub fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    pub fn next(&mut self) -> Option<u8> {
        let byte = self.peek()?;
        self.at += 1;
        Some(byte)
    }

    pub fn accept(&mut self, byte: u8) -> Option<()> {
        self.accept_in(byte, byte)
    }

    fn accept_in(&mut self, lowest: u8, highest: u8) -> Option<()> {
        let byte = self.peek()?;
        if byte < lowest || byte > highest {
            return None;
        }
        self.at += 1;
        Some(())
    }

    pub fn skip_space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\n' | b'\r' | b'\t')) {
            self.at += 1;
        }
    }

    /// A string without its quotes, with its escapes as they are written.
    pub fn string(&mut self) -> Option<&'a [u8]> {
        let start = self.at + 1;
        self.skip_string()?;
        self.bytes.get(start..self.at - 1)
    }

    /// Not recursive: how deep the data nests is the caller's choice.
    fn skip_value(&mut self) -> Option<()> {
        let mut closing = [0; MAXIMUM_DEPTH];
        let mut depth = 0;
        loop {
            self.skip_space();
            let opening = self.peek()?;
            if opening == b'{' || opening == b'[' {
                // In ASCII, } and ] follow two behind { and [.
                *closing.get_mut(depth)? = opening + 2;
                depth += 1;
                self.at += 1;
                self.skip_space();
                if self.peek()? != opening + 2 {
                    self.skip_key_of(opening + 2)?;
                    continue;
                }
            } else {
                self.skip_scalar(opening)?;
            }
            depth = self.skip_between(&closing, depth)?;
            if depth == 0 {
                return Some(());
            }
        }
    }

    /// Skips what stands between two values: ends of objects and arrays, a comma, a key.
    fn skip_between(&mut self, closing: &[u8; MAXIMUM_DEPTH], mut depth: usize) -> Option<usize> {
        while depth > 0 {
            let close = *closing.get(depth - 1)?;
            self.skip_space();
            if self.accept(b',').is_some() {
                self.skip_key_of(close)?;
                return Some(depth);
            }
            self.accept(close)?;
            depth -= 1;
        }
        Some(0)
    }

    /// Skips a key and its colon; an array has none.
    fn skip_key_of(&mut self, close: u8) -> Option<()> {
        if close == b']' {
            return Some(());
        }
        self.skip_space();
        self.skip_string()?;
        self.skip_space();
        self.accept(b':')
    }

    fn skip_scalar(&mut self, first: u8) -> Option<()> {
        match first {
            b'"' => self.skip_string(),
            b't' => self.skip_literal(b"true"),
            b'f' => self.skip_literal(b"false"),
            b'n' => self.skip_literal(b"null"),
            _ => self.skip_number(),
        }
    }

    fn skip_literal(&mut self, literal: &[u8]) -> Option<()> {
        for &byte in literal {
            self.accept(byte)?;
        }
        Some(())
    }

    fn skip_number(&mut self) -> Option<()> {
        let _ = self.accept(b'-');
        if self.accept(b'0').is_none() {
            self.skip_digits()?;
        }
        if self.accept(b'.').is_some() {
            self.skip_digits()?;
        }
        if !matches!(self.peek(), Some(b'e' | b'E')) {
            return Some(());
        }
        self.at += 1;
        if matches!(self.peek(), Some(b'+' | b'-')) {
            self.at += 1;
        }
        self.skip_digits()
    }

    fn skip_digits(&mut self) -> Option<()> {
        self.accept_in(b'0', b'9')?;
        while self.accept_in(b'0', b'9').is_some() {}
        Some(())
    }

    fn skip_string(&mut self) -> Option<()> {
        self.accept(b'"')?;
        loop {
            match self.next()? {
                b'"' => return Some(()),
                b'\\' => self.skip_escape()?,
                0x00..=0x1f => return None,
                0x20..=0x7f => {}
                lead => self.skip_continuation(lead)?,
            }
        }
    }

    fn skip_escape(&mut self) -> Option<()> {
        match self.next()? {
            b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => Some(()),
            b'u' => self.hexadecimal().map(|_| ()),
            _ => None,
        }
    }

    /// The value of four hexadecimal digits.
    pub fn hexadecimal(&mut self) -> Option<u32> {
        let mut value = 0;
        for _ in 0..4 {
            value = value << 4 | (self.next()? as char).to_digit(16)?;
        }
        Some(value)
    }

    /// Skips the rest of a UTF-8 character; the ranges are those of RFC 3629.
    fn skip_continuation(&mut self, lead: u8) -> Option<()> {
        let (lowest, highest, more) = match lead {
            0xc2..=0xdf => (0x80, 0xbf, 0),
            0xe0 => (0xa0, 0xbf, 1),
            0xed => (0x80, 0x9f, 1),
            0xe1..=0xef => (0x80, 0xbf, 1),
            0xf0 => (0x90, 0xbf, 2),
            0xf1..=0xf3 => (0x80, 0xbf, 2),
            0xf4 => (0x80, 0x8f, 2),
            _ => return None,
        };
        self.accept_in(lowest, highest)?;
        for _ in 0..more {
            self.accept_in(0x80, 0xbf)?;
        }
        Some(())
    }
}
