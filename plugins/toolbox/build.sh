#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Builds toolbox.wasm into the folder given, or into this one.
set -eu
output=$(cd "${1:-$(dirname "$0")}" && pwd)
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
clang-14 --target=wasm32-unknown-unknown -std=c17 -O3 -mbulk-memory -ffreestanding \
  -fvisibility=hidden -Wall -Wextra -Wno-unused-function -Werror -c toolbox.c -o "$work/toolbox.o"
wasm-ld-14 --no-entry --gc-sections --strip-all --stack-first -z stack-size=16384 \
  -o "$output/toolbox.wasm" "$work/toolbox.o"
chmod 644 "$output/toolbox.wasm"
