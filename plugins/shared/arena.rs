// SPDX-License-Identifier: Apache-2.0
//! The memory of a Rust plugin: one input buffer, then one output buffer, reused for every call.
//!
//! The input begins at the end of the plugin's own data and the output directly behind the input.
//! The output is therefore the last thing in memory and can grow without being moved. Nothing is
//! ever freed or leaked, so an instance serves any number of calls. The price: there is one input
//! at a time, and asking for the next one gives up the last input and the last output.

use core::arch::wasm32::{memory_grow, memory_size};
use core::ptr::addr_of;

const PAGE: usize = 65536;
const ALIGNMENT: usize = 16;

static mut INPUT_SIZE: usize = 0;

extern "C" {
    // Set by the linker: the first address behind static data and stack.
    static __heap_base: u8;
}

fn aligned(address: usize) -> usize {
    (address + ALIGNMENT - 1) & !(ALIGNMENT - 1)
}

fn input_start() -> usize {
    aligned(unsafe { addr_of!(__heap_base) } as usize)
}

fn memory_end() -> usize {
    // A full 4 GiB memory would wrap to 0; reserve() never lets it get there.
    memory_size(0) * PAGE
}

/// Makes every address below `end` usable. False when the host gives no more memory.
pub fn reserve(end: usize) -> bool {
    if end <= memory_end() {
        return true;
    }
    if end > usize::MAX - 2 * PAGE {
        return false;
    }
    let needed = (end - memory_end() + PAGE - 1) / PAGE;
    // Growing may copy the whole memory in some engines: grow seldom, by an eighth at least.
    let generous = needed.max(memory_size(0) / 8);
    memory_grow(0, generous) != usize::MAX || memory_grow(0, needed) != usize::MAX
}

/// The input buffer for `size` bytes, or 0.
pub fn allocate_input(size: usize) -> usize {
    match input_start().checked_add(size) {
        Some(end) if reserve(end) => {
            unsafe { INPUT_SIZE = size };
            input_start()
        }
        _ => 0,
    }
}

/// Gives the input buffer back; other addresses are none of ours and ignored.
pub fn release_input(address: usize) {
    if address == input_start() {
        unsafe { INPUT_SIZE = 0 };
    }
}

/// The input at these coordinates, or nothing when they do not lie in the input buffer.
pub fn input(address: usize, length: usize) -> Option<&'static [u8]> {
    let offset = address.checked_sub(input_start())?;
    let end = offset.checked_add(length)?;
    if end > unsafe { INPUT_SIZE } {
        return None;
    }
    Some(unsafe { core::slice::from_raw_parts(address as *const u8, length) })
}

/// A pointer and a length as the ABI wants them.
pub fn packed(address: usize, length: usize) -> u64 {
    (address as u64) << 32 | length as u64
}

/// A static text as the ABI wants it.
#[allow(dead_code)] // not every plugin says its name
pub fn packed_text(text: &'static str) -> u64 {
    packed(text.as_ptr() as usize, text.len())
}

/// The output buffer, written from front to back.
pub struct Output {
    start: usize,
    cursor: usize,
    limit: usize,
}

impl Output {
    /// An empty output behind the input.
    pub fn new() -> Output {
        let start = aligned(input_start() + unsafe { INPUT_SIZE });
        Output { start, cursor: start, limit: start.max(memory_end()) }
    }

    /// Makes room for `size` more bytes. False when there is none to be had.
    #[inline(always)]
    pub fn ensure(&mut self, size: usize) -> bool {
        if self.limit - self.cursor >= size {
            return true;
        }
        self.grow(size)
    }

    #[cold]
    fn grow(&mut self, size: usize) -> bool {
        match self.cursor.checked_add(size) {
            Some(end) if reserve(end) => {
                self.limit = memory_end();
                true
            }
            _ => false,
        }
    }

    /// The address of the next byte. Write only what ensure() has made room for.
    #[inline(always)]
    pub fn cursor(&self) -> *mut u8 {
        self.cursor as *mut u8
    }

    /// Counts `size` bytes behind the cursor as written.
    #[inline(always)]
    pub fn advance(&mut self, size: usize) {
        self.cursor += size;
    }

    /// Copies `bytes`. False when there is no room.
    #[allow(dead_code)] // not every plugin copies
    pub fn write(&mut self, bytes: &[u8]) -> bool {
        if !self.ensure(bytes.len()) {
            return false;
        }
        unsafe { core::ptr::copy_nonoverlapping(bytes.as_ptr(), self.cursor(), bytes.len()) };
        self.advance(bytes.len());
        true
    }

    /// Keeps what was written so far for the plugin itself: the result begins behind it.
    #[allow(dead_code)]
    pub fn set_aside(&mut self) -> &'static [u8] {
        let length = self.cursor - self.start;
        let kept = unsafe { core::slice::from_raw_parts(self.start as *const u8, length) };
        self.start = self.cursor;
        kept
    }

    /// How many bytes have been written.
    #[allow(dead_code)]
    pub fn length(&self) -> usize {
        self.cursor - self.start
    }

    /// What has been written, as the ABI wants it.
    pub fn finish(&self) -> u64 {
        packed(self.start, self.cursor - self.start)
    }
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    core::arch::wasm32::unreachable()
}
