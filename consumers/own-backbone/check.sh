#!/bin/sh
# Fails where a model on a backbone of the program's own does not tell red from blue.
set -eu
cd "$(dirname "$0")"
. ../lib.sh
build "$@"
program example.Main "$photos" target/tiny.twohead
says target/said "^red.png red 0\.[5-9]" "^blue.png red 0\.[0-4]"
grep '\.png' target/said | tr '\n' ' '
