// SPDX-License-Identifier: Apache-2.0
//! What the parameters say.

use crate::params::Reader;

pub struct Options {
    pub delimiter: u8,
    pub header: bool,
}

impl Options {
    pub fn new() -> Options {
        Options { delimiter: b',', header: true }
    }

    /// Reads a JSON object that is known to be well-formed. Nothing when a key or value is wrong.
    pub fn read(json: &[u8]) -> Option<Options> {
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
            options.set(key, reader.string()?)?;
            reader.skip_space();
            if reader.accept(b',').is_none() {
                return Some(options);
            }
        }
    }

    fn set(&mut self, key: &[u8], value: &[u8]) -> Option<()> {
        match key {
            b"delimiter" => self.delimiter = delimiter(value)?,
            b"header" => self.header = truth(value)?,
            _ => return None,
        }
        Some(())
    }
}

fn truth(value: &[u8]) -> Option<bool> {
    match value {
        b"true" => Some(true),
        b"false" => Some(false),
        _ => None,
    }
}

/// One ASCII character, perhaps escaped as JSON has to for a tab.
fn delimiter(value: &[u8]) -> Option<u8> {
    let code = match value {
        [b'\\', b't'] => b'\t' as u32,
        [b'\\', b'\\'] => b'\\' as u32,
        [b'\\', b'/'] => b'/' as u32,
        [b'\\', b'u', digits @ ..] => Reader::new(digits).hexadecimal()?,
        [byte] => *byte as u32,
        _ => return None,
    };
    if value.len() > 6 || code == 0 || code >= 0x80 || matches!(code, 0x22 | 0x0a | 0x0d) {
        return None;
    }
    Some(code as u8)
}
