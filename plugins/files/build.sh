#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Builds files.wasm into the folder given, or into this one. With the standard library for WASI, so
# not by ../shared/rust.sh.
set -eu
output=$(cd "${1:-$(dirname "$0")}" && pwd)
cd "$(dirname "$0")"
exec "${RUSTC:-/usr/bin/rustc}" --edition 2021 --target wasm32-wasi --crate-type cdylib \
  -C opt-level=s -C panic=abort -C lto=fat -C codegen-units=1 -C debuginfo=0 -C strip=symbols \
  -C linker=wasm-ld-14 --deny warnings -o "$output/files.wasm" files.rs
