#!/bin/sh
# Fails where the answers are others than the model's, the program needs more than 10 MB of jars, or what only training or
# ONNX files need.
set -eu
cd "$(dirname "$0")"
. ../lib.sh
mvn -q clean package "$@"
has_none_of ai/djl/ com/sun/jna/ com/google/protobuf/ com/google/common/ -- target/jars/*.jar
java -jar target/tflite-only.jar "$model.tflite" "$photos/red.png" "$photos/blue.png" > target/said 2>&1 ||
  { cat target/said; fail "it ended with an error"; }
says target/said "red.png red 0.866" "red.png bright 0.40[12]" "blue.png red 0.3[34]"
wc -c target/jars/*.jar | sort -n
bytes=$(cat target/jars/*.jar | wc -c)
[ "$bytes" -le 10000000 ] || fail "$bytes bytes of jars are more than 10 MB"
echo "answers as released; $bytes bytes of jars: at most 10 MB, no DJL, JNA, protobuf or Guava"
