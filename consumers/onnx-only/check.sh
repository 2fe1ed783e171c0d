#!/bin/sh
# Fails where the program's answers are others than the model's, or where it needs DJL.
set -eu
cd "$(dirname "$0")"
. ../lib.sh
build "$@"
has_none_of ai/djl/ org/bytedeco/ com/sun/jna/ -- $(tr ':' ' ' < target/classpath)
program example.Main "$model.onnx" "$photos/red.png" "$photos/blue.png"
says target/said "red.png red 0.866" "red.png bright 0.40[12]" "blue.png red 0.3[34]"
bytes=$(cat $(tr ':' ' ' < target/classpath) | wc -c)
echo "answers as released; $((bytes / 1000000)) MB of jars for all platforms, no DJL"
