#!/bin/sh
# Builds the program and fails if it needs more than 10 MB of jars, or what only training or ONNX files need.
#
#   mvn install -pl twohead-runtime -am -DskipTests     (in the folder above, once)
#   tflite-only/check.sh                                (options for Maven may follow)
set -eu
cd "$(dirname "$0")"
mvn -q clean package "$@"
wc -c target/jars/*.jar | sort -n
bytes=$(cat target/jars/*.jar | wc -c)
if [ "$bytes" -gt 10000000 ]; then
  echo "$bytes bytes of jars are more than 10 MB" >&2
  exit 1
fi
for jar in target/jars/*.jar; do
  entries=$(jar tf "$jar")
  for class in ai/djl/ com/sun/jna/ com/google/protobuf/ com/google/common/; do
    if echo "$entries" | grep -q "^$class"; then
      echo "$jar holds $class, which running a .tflite file does not need" >&2
      exit 1
    fi
  done
done
echo "$bytes bytes of jars: at most 10 MB, no DJL, JNA, protobuf or Guava"
