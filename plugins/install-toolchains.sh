#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Installs what build.sh needs, on Debian 12, as root. Node.js 20 or later has to be there.
#
# The versions are those the committed modules were built with. Another version may work and
# build other bytes; then `build.sh --check` fails though nothing is wrong.
set -eu
cd "$(dirname "$0")"

RUST=1.63.0+dfsg1-2
LLVM=1:14.0.6-12
WABT=1.0.32-1

apt-get update
DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends \
  "rustc=$RUST" "libstd-rust-dev-wasm32=$RUST" "clang-14=$LLVM" "lld-14=$LLVM" "wabt=$WABT"

node=$(node --version 2> /dev/null || echo v0)
major=${node#v}
if [ "${major%%.*}" -lt 20 ]; then
  echo "install-toolchains.sh: the AssemblyScript compiler needs Node.js 20 or later with npm" >&2
  exit 1
fi
(cd json_pretty && npm ci)
