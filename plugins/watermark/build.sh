#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Builds watermark.wasm into the folder given, or into this one.
set -eu
output=$(cd "${1:-$(dirname "$0")}" && pwd)
cd "$(dirname "$0")"
exec sh ../shared/rust.sh watermark "$output" 16384 alloc transform
