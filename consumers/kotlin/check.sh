#!/bin/sh
# Fails where the program in Kotlin does not compile, train and answer.
set -eu
cd "$(dirname "$0")"
. ../lib.sh
build "$@"
program MainKt "$photos" target/kotlin.twohead
says target/said "^trained for 2 epochs" "^red.png red 0\.[0-9]" "^red.png blue 0\.[0-9]"
test -s target/kotlin.twohead
grep '^trained\|\.png' target/said | tr '\n' ' '
