#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Builds sha256.wasm into the folder given, or into this one.
set -eu
output=$(cd "${1:-$(dirname "$0")}" && pwd)
cd "$(dirname "$0")"
wat2wasm sha256.wat -o "$output/sha256.wasm"
