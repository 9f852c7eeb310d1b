// SPDX-License-Identifier: Apache-2.0
//! Writes a text over the lower right corner of a PNG image; a plugin of the transform contract.
//!
//! In: PNG of any colour type with up to 8 bits a sample, not interlaced. Out: PNG with 8 bits for
//! red, green, blue and alpha, not compressed. Parameters, all of them texts: `text`, of letters,
//! digits, blanks, dots and hyphens; `opacity` from 1 to 100; `color`, six hexadecimal digits.

mod font;
mod inflate;
#[path = "../shared/params.rs"]
mod params;
mod png;

use params::Reader;

static mut INPUT: Vec<u8> = Vec::new();
static mut OUTPUT: Vec<u8> = Vec::new();

/// There is one input at a time; asking for the next gives up the last, and the last output.
#[no_mangle]
pub extern "C" fn alloc(length: usize) -> *mut u8 {
    let (input, output) = unsafe { (&mut INPUT, &mut OUTPUT) };
    *output = Vec::new();
    *input = Vec::new();
    if input.try_reserve_exact(length.max(1)).is_err() {
        return core::ptr::null_mut();
    }
    input.resize(length.max(1), 0);
    input.as_mut_ptr()
}

#[no_mangle]
pub extern "C" fn transform(address: *const u8, length: usize) -> u64 {
    let input = unsafe { &INPUT };
    if address != input.as_ptr() || length > input.len() {
        return 0;
    }
    let (settings, data) = params::split(&input[..length]);
    match Mark::read(settings).and_then(|mark| marked(data, &mark)) {
        Some(image) => {
            let output = unsafe { &mut OUTPUT };
            *output = image;
            (output.as_ptr() as u64) << 32 | output.len() as u64
        }
        None => 0,
    }
}

/// What is written, and how.
struct Mark {
    text: Vec<u8>,
    opacity: u32,
    color: [u8; 3],
}

impl Mark {
    fn read(settings: Option<&[u8]>) -> Option<Mark> {
        let mut mark = Mark { text: b"WATERMARK".to_vec(), opacity: 50, color: [255; 3] };
        if let Some(json) = settings {
            if let Some(text) = params::field(json, b"text") {
                mark.text = Reader::new(text).string()?.to_ascii_uppercase();
            }
            if let Some(opacity) = params::field(json, b"opacity") {
                mark.opacity = number(Reader::new(opacity).string()?, 10)?;
            }
            if let Some(color) = params::field(json, b"color") {
                let digits = Reader::new(color).string()?;
                let bytes = (digits.len() == 6).then(|| number(digits, 16))??.to_be_bytes();
                mark.color = [bytes[1], bytes[2], bytes[3]];
            }
        }
        let is_good = (1..=64).contains(&mark.text.len())
            && mark.text.iter().all(|&byte| font::glyph(byte).is_some())
            && (1..=100).contains(&mark.opacity);
        is_good.then(|| mark)
    }

    /// Over the image, as large as it fits, in its lower right corner with a margin.
    fn draw(&self, image: &mut png::Image) {
        let wide = self.text.len() * font::ADVANCE + 1;
        let scale = (image.width / wide).min(image.height / (font::HEIGHT + 2) / 2).max(1);
        let left = image.width as isize - (wide * scale) as isize;
        let top = image.height as isize - ((font::HEIGHT + 1) * scale) as isize;
        for (i, &byte) in self.text.iter().enumerate() {
            let at = left + (i * font::ADVANCE * scale) as isize;
            for (column, &bits) in font::glyph(byte).unwrap_or(&[0; 5]).iter().enumerate() {
                for row in (0..font::HEIGHT).filter(|row| bits >> row & 1 == 1) {
                    let x = at + (column * scale) as isize;
                    let y = top + (row * scale) as isize;
                    self.fill(image, x, y, scale as isize);
                }
            }
        }
    }

    fn fill(&self, image: &mut png::Image, left: isize, top: isize, size: isize) {
        for y in top.max(0)..(top + size).min(image.height as isize) {
            for x in left.max(0)..(left + size).min(image.width as isize) {
                let at = (y as usize * image.width + x as usize) * 4;
                self.blend(&mut image.pixels[at..at + 4]);
            }
        }
    }

    fn blend(&self, pixel: &mut [u8]) {
        for (channel, &color) in pixel.iter_mut().zip(&self.color) {
            let sum = color as u32 * self.opacity + *channel as u32 * (100 - self.opacity);
            *channel = ((sum + 50) / 100) as u8;
        }
        pixel[3] = pixel[3].max((255 * self.opacity / 100) as u8);
    }
}

fn number(digits: &[u8], radix: u32) -> Option<u32> {
    if digits.is_empty() || digits.len() > 6 {
        return None;
    }
    digits.iter().try_fold(0, |sum, &digit| Some(sum * radix + (digit as char).to_digit(radix)?))
}

fn marked(data: &[u8], mark: &Mark) -> Option<Vec<u8>> {
    let mut image = png::read(data)?;
    mark.draw(&mut image);
    png::write(&image)
}
