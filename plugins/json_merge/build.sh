#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Builds json_merge.wasm into the folder given, or into this one.
set -eu
output=$(cd "${1:-$(dirname "$0")}" && pwd)
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
clang-14 --target=wasm32-unknown-unknown -std=c17 -O3 -mbulk-memory -ffreestanding \
  -fvisibility=hidden -Wall -Wextra -Wno-unused-function -Werror -c json_merge.c -o "$work/json_merge.o"
wasm-ld-14 --no-entry --gc-sections --strip-all --stack-first -z stack-size=16384 \
  -o "$output/json_merge.wasm" "$work/json_merge.o"
chmod 644 "$output/json_merge.wasm"
