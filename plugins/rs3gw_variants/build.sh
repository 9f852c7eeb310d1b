#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Builds rs3gw_variants.wasm into the folder given, or into this one.
set -eu
output=$(cd "${1:-$(dirname "$0")}" && pwd)
cd "$(dirname "$0")"
wat2wasm rs3gw_variants.wat -o "$output/rs3gw_variants.wasm"
