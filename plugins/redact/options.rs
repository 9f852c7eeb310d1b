// SPDX-License-Identifier: Apache-2.0
//! What to redact, and what to write in its place.

use crate::arena::Output;
use crate::params::Reader;

pub struct Options {
    pub email: bool,
    pub card: bool,
    pub phone: bool,
    pub keep_last: usize,
    pub mask: &'static [u8],
}

impl Options {
    pub fn new() -> Options {
        Options { email: true, card: true, phone: true, keep_last: 0, mask: b"***" }
    }

    /// Reads a JSON object that is known to be well-formed. Nothing when a key or value is wrong.
    /// The mask, its escapes resolved, is kept in front of the output.
    pub fn read(json: &[u8], output: &mut Output) -> Option<Options> {
        let mut options = Options::new();
        let mut reader = Reader::new(json);
        reader.accept(b'{')?;
        reader.skip_space();
        if reader.accept(b'}').is_some() {
            return Some(options);
        }
        loop {
            reader.skip_space();
            let key = reader.string()?;
            reader.skip_space();
            reader.accept(b':')?;
            reader.skip_space();
            options.set(key, reader.string()?, output)?;
            reader.skip_space();
            if reader.accept(b',').is_none() {
                return Some(options);
            }
        }
    }

    fn set(&mut self, key: &[u8], value: &[u8], output: &mut Output) -> Option<()> {
        match key {
            b"mask" => self.mask = unescaped(value, output)?,
            b"keep_last" => self.keep_last = digit_up_to_four(value)?,
            b"kinds" => self.set_kinds(value)?,
            _ => return None,
        }
        Some(())
    }

    fn set_kinds(&mut self, value: &[u8]) -> Option<()> {
        self.email = false;
        self.card = false;
        self.phone = false;
        for kind in value.split(|&byte| byte == b',') {
            match kind {
                b"email" => self.email = true,
                b"card" => self.card = true,
                b"phone" => self.phone = true,
                _ => return None,
            }
        }
        Some(())
    }
}

fn digit_up_to_four(value: &[u8]) -> Option<usize> {
    match value {
        [digit @ b'0'..=b'4'] => Some((digit - b'0') as usize),
        _ => None,
    }
}

/// Resolves the escapes of a well-formed string; nothing when half a surrogate pair is missing.
fn unescaped(value: &[u8], output: &mut Output) -> Option<&'static [u8]> {
    output.set_aside();
    let mut reader = Reader::new(value);
    while let Some(byte) = reader.next() {
        let written = match byte {
            b'\\' => write_escape(&mut reader, output)?,
            _ => output.write(&[byte]),
        };
        if !written {
            return None;
        }
    }
    Some(output.set_aside())
}

fn write_escape(reader: &mut Reader, output: &mut Output) -> Option<bool> {
    let byte = match reader.next()? {
        b'u' => {
            let mut bytes = [0; 4];
            let text = code_point(reader)?.encode_utf8(&mut bytes);
            return Some(output.write(text.as_bytes()));
        }
        b'b' => 0x08,
        b'f' => 0x0c,
        b'n' => b'\n',
        b'r' => b'\r',
        b't' => b'\t',
        itself => itself,
    };
    Some(output.write(&[byte]))
}

fn code_point(reader: &mut Reader) -> Option<char> {
    let first = reader.hexadecimal()?;
    if !(0xd800..0xdc00).contains(&first) {
        return char::from_u32(first);
    }
    reader.accept(b'\\')?;
    reader.accept(b'u')?;
    let second = reader.hexadecimal()?;
    if !(0xdc00..0xe000).contains(&second) {
        return None;
    }
    char::from_u32(0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00))
}
