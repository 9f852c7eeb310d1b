#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Builds json_pretty.wasm into the folder given, or into this one. Needs `npm ci` before.
set -eu
output=$(cd "${1:-$(dirname "$0")}" && pwd)
cd "$(dirname "$0")"
if [ ! -d node_modules ]; then
  echo "json_pretty: run npm ci in this folder first" >&2
  exit 1
fi
node_modules/.bin/asc json_pretty.ts --outFile "$output/json_pretty.wasm" \
  --runtime stub --use abort= -O3 --noAssert
