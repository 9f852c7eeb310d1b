// SPDX-License-Identifier: Apache-2.0
//! Reads what it was granted to read, with nothing but Rust's own library on WASI: files,
//! folders and variables. What it cannot read it refuses, and says why on standard error.

use std::fs;
use std::io::{Read, Seek, SeekFrom};

/// Gives memory to the host, which the next export takes over.
#[no_mangle]
pub extern "C" fn alloc(length: usize) -> *mut u8 {
    Vec::leak(vec![0; length.max(1)]).as_mut_ptr()
}

/// A file's content.
#[no_mangle]
pub extern "C" fn transform(address: *mut u8, length: usize) -> u64 {
    answer(address, length, |path| fs::read(path).map_err(|error| error.to_string()))
}

/// `path:from:length`: a part of a file.
#[no_mangle]
pub extern "C" fn part(address: *mut u8, length: usize) -> u64 {
    answer(address, length, |request| {
        let mut fields = request.rsplitn(3, ':');
        let mut number = || {
            fields.next().and_then(|field| field.parse::<u64>().ok()).ok_or("no number")
        };
        let (most, from) = (number()?, number()?);
        let path = fields.next().ok_or("no path")?;
        let mut file = fs::File::open(path).map_err(|error| error.to_string())?;
        let mut bytes = Vec::new();
        file.seek(SeekFrom::Start(from))
            .and_then(|_| file.take(most).read_to_end(&mut bytes))
            .map_err(|error| error.to_string())?;
        Ok(bytes)
    })
}

/// What is in a folder: a line for each name, a folder's with a slash behind it, a file's with its
/// length.
#[no_mangle]
pub extern "C" fn list(address: *mut u8, length: usize) -> u64 {
    answer(address, length, |path| {
        let mut lines = Vec::new();
        for entry in fs::read_dir(path).map_err(|error| error.to_string())? {
            let entry = entry.map_err(|error| error.to_string())?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let kind = entry.file_type().map_err(|error| error.to_string())?;
            lines.push(if kind.is_dir() {
                name + "/"
            } else if kind.is_file() {
                let about = entry.metadata().map_err(|error| error.to_string())?;
                format!("{} {}", name, about.len())
            } else {
                name + " ?"
            });
        }
        lines.sort();
        Ok(lines.join("\n").into_bytes())
    })
}

/// A variable.
#[no_mangle]
pub extern "C" fn variable(address: *mut u8, length: usize) -> u64 {
    answer(address, length, |name| {
        std::env::var(name).map(String::into_bytes).map_err(|error| error.to_string())
    })
}

fn answer(
    address: *mut u8,
    length: usize,
    work: impl FnOnce(&str) -> Result<Vec<u8>, String>,
) -> u64 {
    let input = unsafe { Vec::from_raw_parts(address, length, length.max(1)) };
    let result = std::str::from_utf8(&input)
        .map_err(|error| error.to_string())
        .and_then(work);
    match result {
        Ok(mut bytes) => {
            bytes.reserve(1);
            let bytes = Vec::leak(bytes);
            (bytes.as_ptr() as u64) << 32 | bytes.len() as u64
        }
        Err(why) => {
            eprintln!("{}", why);
            0
        }
    }
}
