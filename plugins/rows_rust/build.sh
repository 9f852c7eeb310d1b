#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Builds rows_rust.wasm into the folder given, or into this one.
set -eu
output=$(cd "${1:-$(dirname "$0")}" && pwd)
cd "$(dirname "$0")"
exec sh ../shared/rust.sh rows_rust "$output" 16384 \
  alloc dealloc transform vat total joined elapsed all_types
