#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Builds rows_c.wasm into the folder given, or into this one.
set -eu
output=$(cd "${1:-$(dirname "$0")}" && pwd)
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
clang-14 --target=wasm32-unknown-unknown -std=c17 -I../shared -O2 -mbulk-memory -ffreestanding \
  -fno-builtin -fvisibility=hidden -Wall -Wextra -Werror -c rows_c.c -o "$work/rows_c.o"
wasm-ld-14 --no-entry --gc-sections --strip-all --stack-first -z stack-size=16384 \
  -o "$output/rows_c.wasm" "$work/rows_c.o"
chmod 644 "$output/rows_c.wasm"
