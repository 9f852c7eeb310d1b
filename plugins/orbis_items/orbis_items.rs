// SPDX-License-Identifier: Apache-2.0
//! A plugin of Orbis, in the manner of that system's first plugins: no allocator is exported, a
//! result is the bare address of JSON, and `create_item` reads the fields of a request's body at
//! the top of what it gets.
//!
//! Items are rows of a table `items (id, name, description)` of the database that calls.

#![no_std]
#![no_main]

#[allow(dead_code)] // it takes parameters before data apart, too
#[path = "../shared/params.rs"]
mod params;

use core::ptr::{addr_of, addr_of_mut};
use params::Reader;

#[link(wasm_import_module = "env")]
extern "C" {
    fn db_query(sql: *const u8, length: usize) -> *const u8;
    fn db_execute(sql: *const u8, length: usize) -> i32;
    fn log_info(text: *const u8, length: usize);
    fn http_request(
        method: *const u8,
        method_length: usize,
        url: *const u8,
        url_length: usize,
        body: *const u8,
        body_length: usize,
    ) -> *const u8;
}

const ROOM: usize = 65536;

/// What is written stays there until the next call writes over it.
static mut BUFFER: [u8; ROOM] = [0; ROOM];

/// Text that grows in a part of the buffer; what has no room is left out, and `is_full` says so.
struct Text {
    start: usize,
    end: usize,
    is_full: bool,
}

impl Text {
    fn new() -> Text {
        Text { start: 0, end: 0, is_full: false }
    }

    /// Another one behind it.
    fn next(&self) -> Text {
        Text { start: self.end, end: self.end, is_full: self.is_full }
    }

    fn byte(&mut self, byte: u8) {
        if self.end == ROOM {
            self.is_full = true;
        } else {
            unsafe { (addr_of_mut!(BUFFER) as *mut u8).add(self.end).write(byte) };
            self.end += 1;
        }
    }

    fn text(&mut self, text: &[u8]) -> &mut Text {
        for &byte in text {
            self.byte(byte);
        }
        self
    }

    fn address(&self) -> *const u8 {
        unsafe { (addr_of!(BUFFER) as *const u8).add(self.start) }
    }

    fn length(&self) -> usize {
        self.end - self.start
    }
}

#[no_mangle]
pub extern "C" fn init() -> i32 {
    0
}

#[no_mangle]
pub extern "C" fn execute() -> i32 {
    0
}

#[no_mangle]
pub extern "C" fn cleanup() -> i32 {
    0
}

/// `GET /greet?name=..`
#[no_mangle]
pub extern "C" fn greet(address: *const u8, length: usize) -> *const u8 {
    let request = input(address, length);
    let name = params::field(request, b"query").and_then(|query| string(query, b"name"));
    let mut answer = Text::new();
    answer.text(b"{\"message\":\"Hello, ").text(name.unwrap_or(b"World")).text(b"!\"}");
    finished(answer)
}

/// `GET /items`
#[no_mangle]
pub extern "C" fn list_items(_address: *const u8, _length: usize) -> *const u8 {
    const SQL: &[u8] = b"SELECT id, name, description FROM items ORDER BY id";
    let found = unsafe { db_query(SQL.as_ptr(), SQL.len()) };
    match params::field(terminated(found), b"rows") {
        Some(rows) => success(rows),
        None => failure(b"500", b"the items cannot be read"),
    }
}

/// `POST /items` with `{"name":..,"description":..}`
#[no_mangle]
pub extern "C" fn create_item(address: *const u8, length: usize) -> *const u8 {
    let request = input(address, length);
    let name = match string(request, b"name") {
        Some(name) => name,
        None => return refusal(b"Invalid request: missing field `name`"),
    };
    let mut sql = Text::new();
    sql.text(b"INSERT INTO items (name, description) VALUES (");
    quote(&mut sql, Some(name));
    sql.text(b", ");
    quote(&mut sql, string(request, b"description"));
    sql.text(b")");
    if sql.is_full || unsafe { db_execute(sql.address(), sql.length()) } != 1 {
        return refusal(b"Database error");
    }
    let mut line = sql.next();
    line.text(b"created ").text(name);
    unsafe { log_info(line.address(), line.length()) };
    let mut data = line.next();
    data.text(b"{\"name\":\"").text(name).text(b"\"}");
    success(unsafe { core::slice::from_raw_parts(data.address(), data.length()) })
}

/// `POST /items/strict`: the same, with a status instead of a sorry answer.
#[no_mangle]
pub extern "C" fn create_or_fail(address: *const u8, length: usize) -> *const u8 {
    let answer = create_item(address, length);
    match params::field(terminated(answer), b"data") {
        Some(b"null") | None => failure(b"400", b"the item was not created"),
        Some(_) => answer,
    }
}

/// `POST /items/broken`: creates an item and then breaks.
#[no_mangle]
pub extern "C" fn create_and_trap(address: *const u8, length: usize) -> *const u8 {
    create_item(address, length);
    core::arch::wasm32::unreachable()
}

/// `GET /fetch?url=..`: what a page answers is the response.
#[no_mangle]
pub extern "C" fn fetch(address: *const u8, length: usize) -> *const u8 {
    let request = input(address, length);
    let url = params::field(request, b"query").and_then(|query| string(query, b"url"));
    let url = url.unwrap_or(b"");
    let none = core::ptr::null();
    let found = unsafe { http_request(b"GET".as_ptr(), 3, url.as_ptr(), url.len(), none, 0) };
    if found.is_null() {
        return failure(b"502", b"nothing was fetched");
    }
    found
}

fn input(address: *const u8, length: usize) -> &'static [u8] {
    unsafe { core::slice::from_raw_parts(address, length) }
}

/// The text at an address, which ends with a zero; nothing for no address.
fn terminated(address: *const u8) -> &'static [u8] {
    if address.is_null() {
        return b"";
    }
    let mut length = 0;
    while unsafe { address.add(length).read() } != 0 {
        length += 1;
    }
    input(address, length)
}

/// The text of a field, with its escapes as they are written; nothing for a field that is no text.
fn string(json: &'static [u8], name: &[u8]) -> Option<&'static [u8]> {
    Reader::new(params::field(json, name)?).string()
}

/// A SQL literal of a JSON string; of its escapes quotes and backslashes are resolved.
fn quote(sql: &mut Text, json: Option<&[u8]>) {
    let json = match json {
        Some(json) => json,
        None => {
            sql.text(b"NULL");
            return;
        }
    };
    sql.byte(b'\'');
    let mut is_escaped = false;
    for &byte in json {
        is_escaped = byte == b'\\' && !is_escaped;
        if !is_escaped {
            sql.byte(byte);
        }
        if byte == b'\'' {
            sql.byte(byte);
        }
    }
    sql.byte(b'\'');
}

fn success(data: &[u8]) -> *const u8 {
    // What is shown may stand in the buffer: the answer comes behind all that a call writes there.
    let mut answer = Text { start: ROOM / 2, end: ROOM / 2, is_full: false };
    answer.text(b"{\"success\":true,\"data\":").text(data).text(b",\"error\":null}");
    finished(answer)
}

fn refusal(error: &[u8]) -> *const u8 {
    let mut answer = Text::new();
    answer.text(b"{\"success\":false,\"data\":null,\"error\":\"").text(error).text(b"\"}");
    finished(answer)
}

fn failure(status: &[u8], message: &[u8]) -> *const u8 {
    let mut answer = Text::new();
    answer.text(b"{\"status\":").text(status);
    answer.text(b",\"body\":{\"error\":true,\"message\":\"").text(message).text(b"\"}}");
    finished(answer)
}

/// The bare address of what was written. The zero is for this plugin itself.
fn finished(mut answer: Text) -> *const u8 {
    answer.byte(0);
    if answer.is_full {
        core::ptr::null()
    } else {
        answer.address()
    }
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    core::arch::wasm32::unreachable()
}
