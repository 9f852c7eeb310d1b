#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Compiles NAME.rs of the current folder to OUTPUT_FOLDER/NAME.wasm:
#   ../shared/rust.sh NAME OUTPUT_FOLDER STACK_BYTES EXPORT...
# rustc by itself would also export __heap_base and __data_end, so the linking is done here.
set -eu
name=$1 output=$2 stack=$3
shift 3
# Debian's own compiler: one from rustup, earlier on the PATH, has no wasm32 target.
rustc=${RUSTC:-/usr/bin/rustc}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$rustc" --edition 2021 --target wasm32-unknown-unknown --crate-type staticlib \
  -C opt-level=3 -C panic=abort -C lto=fat -C codegen-units=1 -C debuginfo=0 \
  -C target-feature=+bulk-memory --deny warnings -o "$work/plugin.a" "$name.rs"
exports=
for export in "$@"; do exports="$exports --export=$export"; done
# shellcheck disable=SC2086  # one word per option
wasm-ld-14 --no-entry --gc-sections --strip-all --stack-first -z stack-size="$stack" \
  $exports -o "$output/$name.wasm" "$work/plugin.a"
chmod 644 "$output/$name.wasm"
