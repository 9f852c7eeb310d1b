#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Builds extism_upper.wasm into the folder given, or into this one.
set -eu
output=$(cd "${1:-$(dirname "$0")}" && pwd)
cd "$(dirname "$0")"
wat2wasm extism_upper.wat -o "$output/extism_upper.wasm"
