#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Builds rows_assemblyscript.wasm into the folder given, or into this one. Takes the compiler of
# json_pretty, which needs `npm ci` before.
set -eu
output=$(cd "${1:-$(dirname "$0")}" && pwd)
cd "$(dirname "$0")"
compiler=../json_pretty/node_modules/.bin/asc
if [ ! -x "$compiler" ]; then
  echo "rows_assemblyscript: run npm ci in ../json_pretty first" >&2
  exit 1
fi
"$compiler" rows_assemblyscript.ts --outFile "$output/rows_assemblyscript.wasm" \
  --runtime stub --use abort= -O3 --noAssert
