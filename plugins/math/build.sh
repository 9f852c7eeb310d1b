#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Builds math.wasm into the folder given, or into this one.
set -eu
output=$(cd "${1:-$(dirname "$0")}" && pwd)
cd "$(dirname "$0")"
wat2wasm math.wat -o "$output/math.wasm"
