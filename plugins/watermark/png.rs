// SPDX-License-Identifier: Apache-2.0
//! Reading and writing of PNG images (ISO/IEC 15948), as far as this plugin goes.

use crate::inflate::inflate;

const SIGNATURE: &[u8; 8] = b"\x89PNG\r\n\x1a\n";
const MOST_PIXELS: usize = 4_000_000;
const MOST_STORED: usize = 65_535;

/// Four bytes for each pixel: red, green, blue, alpha.
pub struct Image {
    pub width: usize,
    pub height: usize,
    pub pixels: Vec<u8>,
}

/// What the first chunk says, and what others add to it.
struct Head {
    width: usize,
    height: usize,
    bits: usize,
    color: u8,
    palette: Vec<u8>,
    transparency: Vec<u8>,
}

impl Head {
    fn read(data: &[u8]) -> Option<Head> {
        if data.len() != 13 || data[10..] != [0, 0, 0] {
            return None;
        }
        let (width, height) = (number(data, 0)?, number(data, 4)?);
        let (bits, color) = (data[8] as usize, data[9]);
        let is_known = matches!((color, bits), (0 | 3, 1 | 2 | 4 | 8) | (2 | 4 | 6, 8));
        let is_small = width > 0 && height > 0 && width <= MOST_PIXELS / height;
        (is_known && is_small).then(|| Head {
            width,
            height,
            bits,
            color,
            palette: Vec::new(),
            transparency: Vec::new(),
        })
    }

    fn channels(&self) -> usize {
        match self.color {
            2 => 3,
            4 => 2,
            6 => 4,
            _ => 1,
        }
    }

    fn row_bytes(&self) -> usize {
        (self.width * self.channels() * self.bits + 7) / 8
    }

    /// The colour of a pixel, whose first sample is this one of its row.
    fn pixel(&self, row: &[u8], x: usize) -> Option<[u8; 4]> {
        let at = x * self.channels();
        Some(match self.color {
            0 => {
                let value = self.sample(row, x);
                let grey = (value * 255 / ((1 << self.bits) - 1)) as u8;
                let is_clear = self.transparency.get(1).map_or(false, |&low| low as usize == value);
                [grey, grey, grey, if is_clear { 0 } else { 255 }]
            }
            2 => {
                let color = [row[at], row[at + 1], row[at + 2]];
                let clear = &self.transparency;
                let is_clear = clear.len() == 6 && color == [clear[1], clear[3], clear[5]];
                [color[0], color[1], color[2], if is_clear { 0 } else { 255 }]
            }
            3 => {
                let index = self.sample(row, x);
                let color = self.palette.get(index * 3..index * 3 + 3)?;
                let alpha = self.transparency.get(index).copied().unwrap_or(255);
                [color[0], color[1], color[2], alpha]
            }
            4 => [row[at], row[at], row[at], row[at + 1]],
            _ => [row[at], row[at + 1], row[at + 2], row[at + 3]],
        })
    }

    fn sample(&self, row: &[u8], x: usize) -> usize {
        let bit = x * self.bits;
        let shift = 8 - self.bits - bit % 8;
        (row[bit / 8] >> shift) as usize & ((1 << self.bits) - 1)
    }
}

/// The image in a file; nothing for what is none, or none that is read here.
pub fn read(file: &[u8]) -> Option<Image> {
    let mut rest = file.strip_prefix(SIGNATURE)?;
    let mut head: Option<Head> = None;
    let mut stream = Vec::new();
    loop {
        let (kind, data, behind) = chunk(rest)?;
        rest = behind;
        match (kind, head.as_mut()) {
            (b"IHDR", None) => head = Some(Head::read(data)?),
            (_, None) => return None,
            (b"PLTE", Some(known)) => known.palette = data.to_vec(),
            (b"tRNS", Some(known)) => known.transparency = data.to_vec(),
            (b"IDAT", Some(_)) => stream.extend_from_slice(data),
            (b"IEND", Some(known)) => return image(known, &stream),
            // Letters in upper case say that a chunk must be understood.
            _ if kind[0] & 32 == 0 => return None,
            _ => {}
        }
    }
}

/// The kind and the data of the first chunk, and what is behind it.
fn chunk(bytes: &[u8]) -> Option<(&[u8; 4], &[u8], &[u8])> {
    let length = number(bytes, 0)?;
    let end = length.checked_add(8)?;
    let data = bytes.get(8..end)?;
    let sum = number(bytes, end)? as u32;
    (crc(bytes.get(4..end)?) == sum).then(|| ())?;
    Some((bytes.get(4..8)?.try_into().ok()?, data, bytes.get(end + 4..)?))
}

fn number(bytes: &[u8], at: usize) -> Option<usize> {
    let four = bytes.get(at..)?.get(..4)?;
    Some(u32::from_be_bytes(four.try_into().ok()?) as usize)
}

fn image(head: &Head, stream: &[u8]) -> Option<Image> {
    let row_bytes = head.row_bytes();
    let mut rows = inflate(stream, (row_bytes + 1) * head.height)?;
    unfilter(&mut rows, row_bytes, (head.channels() * head.bits + 7) / 8)?;
    let mut pixels = Vec::new();
    pixels.try_reserve_exact(head.width * head.height * 4).ok()?;
    for row in rows.chunks_exact(row_bytes + 1) {
        for x in 0..head.width {
            pixels.extend_from_slice(&head.pixel(&row[1..], x)?);
        }
    }
    Some(Image { width: head.width, height: head.height, pixels })
}

/// Makes bytes of what are differences from the bytes before and above.
fn unfilter(rows: &mut [u8], row_bytes: usize, step: usize) -> Option<()> {
    for start in (0..rows.len()).step_by(row_bytes + 1) {
        let filter = rows[start];
        if filter > 4 {
            return None;
        }
        for at in start + 1..=start + row_bytes {
            let has_left = at - start > step;
            let left = if has_left { rows[at - step] } else { 0 };
            let up = if start > 0 { rows[at - row_bytes - 1] } else { 0 };
            let corner = if has_left && start > 0 { rows[at - row_bytes - 1 - step] } else { 0 };
            let guess = match filter {
                0 => 0,
                1 => left,
                2 => up,
                3 => ((left as u16 + up as u16) / 2) as u8,
                _ => nearest(left, up, corner),
            };
            rows[at] = rows[at].wrapping_add(guess);
        }
    }
    Some(())
}

/// Of the three the one that is nearest to what a plane through them would have.
fn nearest(left: u8, up: u8, corner: u8) -> u8 {
    let plane = left as i16 + up as i16 - corner as i16;
    let far = |value: u8| (plane - value as i16).abs();
    if far(left) <= far(up) && far(left) <= far(corner) {
        left
    } else if far(up) <= far(corner) {
        up
    } else {
        corner
    }
}

/// The file of an image; nothing where there is no room.
pub fn write(image: &Image) -> Option<Vec<u8>> {
    let row_bytes = image.width * 4;
    let length = (row_bytes + 1) * image.height;
    let mut file = Vec::new();
    file.try_reserve(length + length / MOST_STORED * 5 + 100).ok()?;
    file.extend_from_slice(SIGNATURE);
    let mut head = Vec::new();
    head.extend_from_slice(&(image.width as u32).to_be_bytes());
    head.extend_from_slice(&(image.height as u32).to_be_bytes());
    head.extend_from_slice(&[8, 6, 0, 0, 0]);
    append(&mut file, b"IHDR", |data| data.extend_from_slice(&head));
    append(&mut file, b"IDAT", |data| store(data, image));
    append(&mut file, b"IEND", |_| {});
    Some(file)
}

fn append(file: &mut Vec<u8>, kind: &[u8; 4], write: impl FnOnce(&mut Vec<u8>)) {
    let start = file.len();
    file.extend_from_slice(&[0; 4]);
    file.extend_from_slice(kind);
    write(file);
    let length = (file.len() - start - 8) as u32;
    file[start..start + 4].copy_from_slice(&length.to_be_bytes());
    let sum = crc(&file[start + 4..]);
    file.extend_from_slice(&sum.to_be_bytes());
}

/// The rows as a zlib stream of blocks that are not compressed.
fn store(data: &mut Vec<u8>, image: &Image) {
    let row_bytes = image.width * 4;
    let total = (row_bytes + 1) * image.height;
    data.extend_from_slice(&[0x78, 0x01]);
    let mut left_in_block = 0;
    let mut written = 0;
    let (mut low, mut high) = (1_u32, 0_u32);
    for row in image.pixels.chunks_exact(row_bytes) {
        for &byte in [0].iter().chain(row) {
            if left_in_block == 0 {
                left_in_block = (total - written).min(MOST_STORED);
                let length = left_in_block as u16;
                data.push((written + left_in_block == total) as u8);
                data.extend_from_slice(&length.to_le_bytes());
                data.extend_from_slice(&(!length).to_le_bytes());
            }
            data.push(byte);
            left_in_block -= 1;
            written += 1;
            low = (low + byte as u32) % 65_521;
            high = (high + low) % 65_521;
        }
    }
    data.extend_from_slice(&(high << 16 | low).to_be_bytes());
}

fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |sum, &byte| {
        (0..8).fold(sum ^ byte as u32, |sum, _| {
            sum >> 1 ^ (0xedb8_8320 & 0_u32.wrapping_sub(sum & 1))
        })
    })
}
