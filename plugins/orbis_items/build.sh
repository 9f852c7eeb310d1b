#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Builds orbis_items.wasm into the folder given, or into this one.
set -eu
output=$(cd "${1:-$(dirname "$0")}" && pwd)
cd "$(dirname "$0")"
exec sh ../shared/rust.sh orbis_items "$output" 16384 \
  init execute cleanup greet list_items create_item create_or_fail create_and_trap fetch
