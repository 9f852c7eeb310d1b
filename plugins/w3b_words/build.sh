#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Builds w3b_words.wasm into the folder given, or into this one. Needs `npm ci` in json_pretty before.
set -eu
output=$(cd "${1:-$(dirname "$0")}" && pwd)
cd "$(dirname "$0")"
if [ ! -d ../json_pretty/node_modules ]; then
  echo "w3b_words: run npm ci in ../json_pretty first" >&2
  exit 1
fi
../json_pretty/node_modules/.bin/asc w3b_words.ts --outFile "$output/w3b_words.wasm" --runtime incremental -O3
