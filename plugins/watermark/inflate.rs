// SPDX-License-Identifier: Apache-2.0
//! Decompression of a zlib stream (RFC 1950 and 1951). What is not one is nothing.

const MOST_BITS: usize = 15;
const ORDER: [usize; 19] = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

/// What a stream holds, which must be exactly so many bytes.
pub fn inflate(stream: &[u8], length: usize) -> Option<Vec<u8>> {
    let head = stream.get(..2)?;
    let is_zlib = head[0] & 15 == 8
        && head[1] & 32 == 0
        && (head[0] as u32 * 256 + head[1] as u32) % 31 == 0;
    if !is_zlib {
        return None;
    }
    let mut reader = Bits { bytes: &stream[2..], at: 0, bits: 0, count: 0 };
    let mut output = Vec::new();
    output.try_reserve_exact(length).ok()?;
    loop {
        let is_last = reader.take(1)? == 1;
        match reader.take(2)? {
            0 => stored(&mut reader, &mut output, length)?,
            1 => fixed(&mut reader, &mut output, length)?,
            2 => dynamic(&mut reader, &mut output, length)?,
            _ => return None,
        }
        if is_last {
            return (output.len() == length).then(|| output);
        }
    }
}

/// Bits, the lowest of a byte first.
struct Bits<'a> {
    bytes: &'a [u8],
    at: usize,
    bits: u32,
    count: usize,
}

impl Bits<'_> {
    fn take(&mut self, count: usize) -> Option<usize> {
        while self.count < count {
            self.bits |= (*self.bytes.get(self.at)? as u32) << self.count;
            self.at += 1;
            self.count += 8;
        }
        let value = self.bits & ((1 << count) - 1);
        self.bits >>= count;
        self.count -= count;
        Some(value as usize)
    }

    fn skip_to_byte(&mut self) {
        self.bits = 0;
        self.count = 0;
    }
}

fn stored(reader: &mut Bits, output: &mut Vec<u8>, most: usize) -> Option<()> {
    reader.skip_to_byte();
    let length = reader.take(16)?;
    if reader.take(16)? != !length & 0xffff || length > most - output.len() {
        return None;
    }
    output.extend_from_slice(reader.bytes.get(reader.at..)?.get(..length)?);
    reader.at += length;
    Some(())
}

/// A code of Huffman's: how many symbols there are of each length, and the symbols in their order.
struct Code {
    counts: [usize; MOST_BITS + 1],
    symbols: Vec<usize>,
}

impl Code {
    fn of(lengths: &[usize]) -> Option<Code> {
        let mut counts = [0; MOST_BITS + 1];
        for &length in lengths {
            counts[length] += 1;
        }
        counts[0] = 0;
        let mut starts = [0; MOST_BITS + 2];
        let mut left = 1_isize;
        for bits in 1..=MOST_BITS {
            starts[bits + 1] = starts[bits] + counts[bits];
            left = left * 2 - counts[bits] as isize;
            if left < 0 {
                return None;
            }
        }
        let mut symbols = vec![0; starts[MOST_BITS + 1]];
        for (symbol, &length) in lengths.iter().enumerate().filter(|(_, &length)| length > 0) {
            symbols[starts[length]] = symbol;
            starts[length] += 1;
        }
        Some(Code { counts, symbols })
    }

    fn next(&self, reader: &mut Bits) -> Option<usize> {
        let (mut code, mut first, mut index) = (0, 0, 0);
        for &count in &self.counts[1..] {
            code |= reader.take(1)?;
            if code < first + count {
                return self.symbols.get(index + code - first).copied();
            }
            index += count;
            first = (first + count) << 1;
            code <<= 1;
        }
        None
    }
}

fn fixed(reader: &mut Bits, output: &mut Vec<u8>, most: usize) -> Option<()> {
    let mut lengths = [8; 288];
    lengths[144..256].fill(9);
    lengths[256..280].fill(7);
    block(reader, output, most, &Code::of(&lengths)?, &Code::of(&[5; 30])?)
}

fn dynamic(reader: &mut Bits, output: &mut Vec<u8>, most: usize) -> Option<()> {
    let literals = reader.take(5)? + 257;
    let distances = reader.take(5)? + 1;
    let count = reader.take(4)? + 4;
    if literals > 286 || distances > 30 {
        return None;
    }
    let mut of_lengths = [0; 19];
    for &place in &ORDER[..count] {
        of_lengths[place] = reader.take(3)?;
    }
    let lengths = lengths(reader, &Code::of(&of_lengths)?, literals + distances)?;
    let (literals, distances) = lengths.split_at(literals);
    block(reader, output, most, &Code::of(literals)?, &Code::of(distances)?)
}

fn lengths(reader: &mut Bits, code: &Code, count: usize) -> Option<Vec<usize>> {
    let mut lengths = Vec::with_capacity(count);
    while lengths.len() < count {
        let (value, times) = match code.next(reader)? {
            16 => (*lengths.last()?, 3 + reader.take(2)?),
            17 => (0, 3 + reader.take(3)?),
            18 => (0, 11 + reader.take(7)?),
            length => (length, 1),
        };
        if times > count - lengths.len() {
            return None;
        }
        lengths.resize(lengths.len() + times, value);
    }
    Some(lengths)
}

fn block(
    reader: &mut Bits,
    output: &mut Vec<u8>,
    most: usize,
    literals: &Code,
    distances: &Code,
) -> Option<()> {
    loop {
        match literals.next(reader)? {
            256 => return Some(()),
            symbol if symbol < 256 => {
                if output.len() == most {
                    return None;
                }
                output.push(symbol as u8);
            }
            symbol => {
                let length = length(reader, symbol - 257)?;
                let code = distances.next(reader)?;
                let distance = distance(reader, code)?;
                if distance > output.len() || length > most - output.len() {
                    return None;
                }
                for _ in 0..length {
                    output.push(output[output.len() - distance]);
                }
            }
        }
    }
}

fn length(reader: &mut Bits, symbol: usize) -> Option<usize> {
    match symbol {
        0..=7 => Some(symbol + 3),
        8..=27 => {
            let extra = symbol / 4 - 1;
            Some(((4 + symbol % 4) << extra) + 3 + reader.take(extra)?)
        }
        28 => Some(258),
        _ => None,
    }
}

fn distance(reader: &mut Bits, symbol: usize) -> Option<usize> {
    match symbol {
        0..=3 => Some(symbol + 1),
        4..=29 => {
            let extra = symbol / 2 - 1;
            Some(((2 + symbol % 2) << extra) + 1 + reader.take(extra)?)
        }
        _ => None,
    }
}
