#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Builds the plugins, all or the named ones, and writes SHA256SUMS.
#
#   ./build.sh [--check] [--wat] [NAME...]
#
#   NAME     a folder, such as upper or evil/loop_transform
#   --check  builds into a temporary folder, compares with the committed modules byte by byte,
#            changes nothing, and fails naming those that differ
#   --wat    leaves out what is not written in WAT; does nothing when there is no wat2wasm
set -eu
cd "$(dirname "$0")"

fail() {
  echo "build.sh: $1" >&2
  exit 2
}

all_plugins() {
  for source in */manifest.json evil/*/*.wat; do dirname "$source"; done
}

# The path of a plugin's file with the given end.
file() {
  echo "$1/$(basename "$1").$2"
}

# Builds a plugin into a folder.
build() {
  case $1 in
    evil/*) wat2wasm "$(file "$1" wat)" -o "$2/$(basename "$1").wasm" ;;
    *) "./$1/build.sh" "$2" ;;
  esac
}

build_and_compare() {
  mkdir -p "$work/$1"
  build "$1" "$work/$1"
  cmp -s "$work/$(file "$1" wasm)" "$(file "$1" wasm)"
}

check_all() {
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  differing=
  for name in "$@"; do
    if build_and_compare "$name"; then
      echo "same: $name"
    else
      echo "DIFFERS: $name" >&2
      differing="$differing $name"
    fi
  done
  sha256sum --check --quiet SHA256SUMS || differing="$differing SHA256SUMS"
  [ -z "$differing" ] || exit 1
}

build_all() {
  for name in "$@"; do
    build "$name" "$name"
    echo "built: $name"
  done
  for name in $(all_plugins); do sha256sum "$(file "$name" wasm)"; done | LC_ALL=C sort -k 2 > SHA256SUMS
}

check=false wat=false names=
for argument in "$@"; do
  case $argument in
    --check) check=true ;;
    --wat) wat=true ;;
    -*) fail "unknown option $argument" ;;
    *)
      [ -f "$argument/manifest.json" ] || [ -f "$(file "$argument" wat)" ] || fail "there is no plugin $argument"
      names="$names $argument"
      ;;
  esac
done

if $wat && ! command -v wat2wasm > /dev/null; then
  echo "build.sh: no wat2wasm here, nothing done"
  exit 0
fi

selected=
for name in ${names:-$(all_plugins)}; do
  if ! $wat || [ -f "$(file "$name" wat)" ]; then selected="$selected $name"; fi
done

# shellcheck disable=SC2086  # names are words without blanks
if $check; then check_all $selected; else build_all $selected; fi
