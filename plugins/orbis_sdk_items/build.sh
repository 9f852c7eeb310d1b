#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Builds orbis_sdk_items.wasm into the folder given, or into this one.
set -eu
output=$(cd "${1:-$(dirname "$0")}" && pwd)
cd "$(dirname "$0")"
exec sh ../shared/rust.sh orbis_sdk_items "$output" 16384 \
  allocate deallocate init cleanup greet list_items get_item create_item
