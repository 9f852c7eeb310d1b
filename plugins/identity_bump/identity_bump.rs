// SPDX-License-Identifier: Apache-2.0
//! Answers its input, and leaks on purpose.
//!
//! This is the shape of a first plugin as beginners write it: a heap of 64 KiB, an allocator that
//! only counts upwards, and no dealloc. A fresh instance takes an input of up to 32,768 bytes
//! (input and output share the heap) and serves 327 calls of 100 bytes; the 328th is refused.
//! A host has to replace such an instance in time.

#![no_std]
#![no_main]

use core::ptr;

const HEAP_SIZE: usize = 65536;

static mut HEAP: [u8; HEAP_SIZE] = [0; HEAP_SIZE];
static mut USED: usize = 0;

/// The next `size` bytes of the heap, or 0 when they do not fit.
#[no_mangle]
pub extern "C" fn alloc(size: usize) -> usize {
    unsafe {
        if size > HEAP_SIZE - USED {
            return 0;
        }
        let address = ptr::addr_of!(HEAP) as usize + USED;
        USED += size;
        address
    }
}

#[no_mangle]
pub extern "C" fn transform(address: usize, length: usize) -> u64 {
    let output = alloc(length);
    if output == 0 {
        return 0;
    }
    unsafe { ptr::copy_nonoverlapping(address as *const u8, output as *mut u8, length) };
    (output as u64) << 32 | length as u64
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    core::arch::wasm32::unreachable()
}
