// SPDX-License-Identifier: Apache-2.0
//! Reads CSV field by field, and writes each field as a JSON string or null.

use crate::arena::Output;

const PLAIN: u8 = 0;
const DELIMITER: u8 = 1;
const QUOTE: u8 = 2;
const LF: u8 = 3;
const CR: u8 = 4;
/// Has to be escaped in JSON, and means nothing in CSV.
const ESCAPED: u8 = 5;

/// Room for the longest escape and a quote.
const SLACK: usize = 8;

const HEX: &[u8; 16] = b"0123456789abcdef";

/// What each byte means under the delimiter of this call.
static mut CLASSES: [u8; 256] = [PLAIN; 256];

pub struct Csv<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Csv<'a> {
    pub fn new(bytes: &'a [u8], delimiter: u8) -> Csv<'a> {
        for byte in 0..=255u8 {
            let class = match byte {
                _ if byte == delimiter => DELIMITER,
                b'"' => QUOTE,
                b'\n' => LF,
                b'\r' => CR,
                0..=0x1f | b'\\' => ESCAPED,
                _ => PLAIN,
            };
            unsafe { CLASSES[byte as usize] = class };
        }
        Csv { bytes, at: 0 }
    }

    /// Goes to the next record, over empty lines. False when there is none.
    pub fn begin_record(&mut self) -> bool {
        loop {
            match self.class() {
                Some(LF) => self.at += 1,
                Some(CR) if self.is_crlf() => self.at += 2,
                class => return class.is_some(),
            }
        }
    }

    /// Writes a field; an empty one without quotes is null. Says whether the record has another.
    #[inline(always)]
    pub fn field(&mut self, output: &mut Output) -> Option<bool> {
        match self.class() {
            Some(QUOTE) => self.quoted(output),
            Some(PLAIN) | Some(ESCAPED) => self.unquoted(output),
            Some(CR) if !self.is_crlf() => self.unquoted(output),
            _ => {
                if !output.write(b"null") {
                    return None;
                }
                self.end_field()
            }
        }
    }

    /// Writes a field of the header, which is a string even when it is empty.
    pub fn name(&mut self, output: &mut Output) -> Option<bool> {
        match self.class() {
            Some(QUOTE) => self.quoted(output),
            _ => self.unquoted(output),
        }
    }

    #[inline(always)]
    fn class_of(byte: u8) -> u8 {
        unsafe { CLASSES[byte as usize] }
    }

    #[inline(always)]
    fn class(&self) -> Option<u8> {
        self.bytes.get(self.at).map(|&byte| Csv::class_of(byte))
    }

    fn is_crlf(&self) -> bool {
        self.bytes.get(self.at + 1) == Some(&b'\n')
    }

    #[inline(never)]
    fn unquoted(&mut self, output: &mut Output) -> Option<bool> {
        if !output.write(b"\"") {
            return None;
        }
        loop {
            self.copy_plain(output)?;
            match self.class() {
                Some(QUOTE) => return None,
                Some(ESCAPED) => self.escape(output)?,
                Some(CR) if !self.is_crlf() => self.escape(output)?,
                _ => break,
            }
        }
        if !output.write(b"\"") {
            return None;
        }
        self.end_field()
    }

    #[inline(never)]
    fn quoted(&mut self, output: &mut Output) -> Option<bool> {
        self.at += 1;
        if !output.write(b"\"") {
            return None;
        }
        loop {
            self.copy_plain(output)?;
            match self.class()? {
                QUOTE => {
                    self.at += 1;
                    if self.class() != Some(QUOTE) {
                        break;
                    }
                    self.escape(output)?;
                }
                // A backslash or a tab may be the delimiter.
                DELIMITER if !needs_escape(self.bytes[self.at]) => self.copy_one(output)?,
                _ => self.escape(output)?,
            }
        }
        if !output.write(b"\"") {
            return None;
        }
        self.end_field()
    }

    /// Behind a field there must be a delimiter or the end of the record.
    #[inline(always)]
    fn end_field(&mut self) -> Option<bool> {
        match self.class() {
            Some(DELIMITER) => {
                self.at += 1;
                Some(true)
            }
            Some(LF) => {
                self.at += 1;
                Some(false)
            }
            Some(CR) if self.is_crlf() => {
                self.at += 2;
                Some(false)
            }
            Some(_) => None,
            None => Some(false),
        }
    }

    #[inline(always)]
    fn copy_plain(&mut self, output: &mut Output) -> Option<()> {
        let rest = &self.bytes[self.at..];
        let count = rest.iter().take_while(|&&byte| Csv::class_of(byte) == PLAIN).count();
        if !output.write(&rest[..count]) {
            return None;
        }
        self.at += count;
        Some(())
    }

    fn copy_one(&mut self, output: &mut Output) -> Option<()> {
        let byte = self.bytes[self.at];
        self.at += 1;
        output.write(&[byte]).then_some(())
    }

    #[inline(never)]
    fn escape(&mut self, output: &mut Output) -> Option<()> {
        let byte = self.bytes[self.at];
        self.at += 1;
        let short = match byte {
            b'"' | b'\\' => byte,
            b'\n' => b'n',
            b'\r' => b'r',
            b'\t' => b't',
            _ => {
                let digits = [HEX[(byte >> 4) as usize], HEX[(byte & 15) as usize]];
                let written = output.ensure(SLACK) && output.write(b"\\u00") && output.write(&digits);
                return written.then_some(());
            }
        };
        output.write(&[b'\\', short]).then_some(())
    }
}

fn needs_escape(byte: u8) -> bool {
    byte < 0x20 || byte == b'\\'
}
