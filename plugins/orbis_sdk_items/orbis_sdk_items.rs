// SPDX-License-Identifier: Apache-2.0
//! A plugin of Orbis, in the manner of that system's later SDK: `allocate` and `deallocate` are
//! exported, results stand behind their length, a handler answers a response with a status, and
//! `init` answers 1 when all is well.
//!
//! Items are rows of a table `items (id, name, description)` of the database that calls.

#[allow(dead_code)] // it takes parameters before data apart, too
#[path = "../shared/params.rs"]
mod params;

#[link(wasm_import_module = "env")]
extern "C" {
    fn db_query(sql: *const u8, length: usize, params: *const u8, params_length: usize)
        -> *const u8;
    fn db_execute(sql: *const u8, length: usize, params: *const u8, params_length: usize) -> i32;
    fn log(level: i32, text: *const u8, length: usize);
    fn get_config(key: *const u8, length: usize) -> *const u8;
}

const INFO: i32 = 2;

/// Whoever gets memory here owns it, as all results of this SDK.
#[no_mangle]
pub extern "C" fn allocate(size: i32) -> *mut u8 {
    if size <= 0 {
        return core::ptr::null_mut();
    }
    let mut memory = Vec::with_capacity(size as usize);
    let address = memory.as_mut_ptr();
    core::mem::forget(memory);
    address
}

#[no_mangle]
pub extern "C" fn deallocate(address: *mut u8, size: i32) {
    if !address.is_null() && size > 0 {
        drop(unsafe { Vec::from_raw_parts(address, 0, size as usize) });
    }
}

#[no_mangle]
pub extern "C" fn init() -> i32 {
    1
}

#[no_mangle]
pub extern "C" fn cleanup() -> i32 {
    1
}

/// `GET /greet?name=..`
#[no_mangle]
pub extern "C" fn greet(address: *const u8, length: usize) -> *const u8 {
    let request = input(address, length);
    let name = field(request, &["query", "name"]).and_then(text).unwrap_or("World");
    let word = behind_length(unsafe { get_config("greeting".as_ptr(), 8) });
    let greeting = word.and_then(text).unwrap_or("Hello");
    respond(200, &["{\"message\":\"", greeting, ", ", name, "!\"}"])
}

/// `GET /items`
#[no_mangle]
pub extern "C" fn list_items(_address: *const u8, _length: usize) -> *const u8 {
    match query("SELECT id, name, description FROM items ORDER BY id", "[]") {
        Some(rows) => respond(200, &[rows]),
        None => failure(500, "the items cannot be read"),
    }
}

/// `GET /items/:id`
#[no_mangle]
pub extern "C" fn get_item(address: *const u8, length: usize) -> *const u8 {
    let id = match field(input(address, length), &["params", "id"]) {
        Some(id) => id,
        None => return failure(400, "no id"),
    };
    let found = query(
        "SELECT id, name, description FROM items WHERE id = CAST(? AS INTEGER)",
        &["[", id, "]"].concat(),
    );
    match found {
        Some("[]") => failure(404, "no such item"),
        Some(rows) => respond(200, &[&rows[1..rows.len() - 1]]),
        None => failure(500, "the item cannot be read"),
    }
}

/// `POST /items` with `{"name":..,"description":..}`
#[no_mangle]
pub extern "C" fn create_item(address: *const u8, length: usize) -> *const u8 {
    const SQL: &str = "INSERT INTO items (name, description) VALUES (?, ?)";
    let request = input(address, length);
    let name = match field(request, &["body", "name"]) {
        Some(name) => name,
        None => return failure(400, "an item needs a name"),
    };
    let description = field(request, &["body", "description"]).unwrap_or("null");
    let params = ["[", name, ",", description, "]"].concat();
    let count = unsafe { db_execute(SQL.as_ptr(), SQL.len(), params.as_ptr(), params.len()) };
    if count != 1 {
        return failure(500, "the item was not created");
    }
    let line = ["created ", name].concat();
    unsafe { log(INFO, line.as_ptr(), line.len()) };
    respond(201, &["{\"name\":", name, "}"])
}

/// The rows of a query, as they are written; nothing where it fails.
fn query(sql: &str, params: &str) -> Option<&'static str> {
    let request = ["{\"sql\":\"", sql, "\",\"params\":", params, "}"].concat();
    let found =
        unsafe { db_query(sql.as_ptr(), sql.len(), request.as_ptr(), request.len()) };
    let answer = behind_length(found)?;
    match field(answer, &["error"]) {
        Some(_) => None,
        None => field(answer, &["rows"]),
    }
}

fn input(address: *const u8, length: usize) -> &'static str {
    let bytes = unsafe { core::slice::from_raw_parts(address, length) };
    core::str::from_utf8(bytes).unwrap_or("")
}

/// The text behind its length; nothing for no address.
fn behind_length(address: *const u8) -> Option<&'static str> {
    if address.is_null() {
        return None;
    }
    let length = unsafe { address.cast::<u32>().read_unaligned() };
    Some(input(unsafe { address.add(4) }, length as usize))
}

/// The JSON of a field in a field.
fn field(json: &'static str, names: &[&str]) -> Option<&'static str> {
    let mut value = json.as_bytes();
    for name in names {
        value = params::field(value, name.as_bytes())?;
    }
    core::str::from_utf8(value).ok()
}

/// What stands between the quotes of a JSON string, with its escapes as they are.
fn text(json: &'static str) -> Option<&'static str> {
    json.strip_prefix('"')?.strip_suffix('"')
}

fn failure(status: u16, message: &str) -> *const u8 {
    respond(status, &["{\"error\":true,\"message\":\"", message, "\"}"])
}

fn respond(status: u16, body: &[&str]) -> *const u8 {
    let json = ["{\"status\":", &status.to_string(), ",\"body\":", &body.concat(), "}"].concat();
    let mut result = (json.len() as u32).to_le_bytes().to_vec();
    result.extend_from_slice(json.as_bytes());
    Vec::leak(result).as_ptr()
}
