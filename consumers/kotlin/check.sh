#!/bin/sh
# Fails where the program in Kotlin does not compile, train and answer, or where what docs/elsewhere.md shows for Android does
# not compile, against TensorFlow's own classes: of those that Central has the last.
set -eu
cd "$(dirname "$0")"
. ../lib.sh
lite=2.16.1
rm -rf target/android
mkdir -p target/android
for artifact in tensorflow-lite tensorflow-lite-api; do
  mvn -q $dependency:copy -Dartifact=org.tensorflow:$artifact:$lite:aar -DoutputDirectory=target/android "$@"
  (cd target/android && jar xf $artifact-$lite.aar classes.jar && mv classes.jar $artifact.jar)
done
{
  printf 'import org.tensorflow.lite.Interpreter\nimport java.nio.*\n'
  printf 'fun answer(mapped: MappedByteBuffer, resized: ByteArray): Boolean {\n'
  awk '/^```kotlin$/ { inside = 1; next } /^```$/ { inside = 0 } inside' "$project/docs/elsewhere.md"
  printf 'return isScreen\n}\n'
} > target/android/Guide.kt
grep -q runSignature target/android/Guide.kt || fail "docs/elsewhere.md shows no Kotlin"
mvn -q compile -Pandroid "$@"
build "$@"
program MainKt "$photos" target/kotlin.twohead
says target/said "^trained for 2 epochs" "^red.png red 0\.[0-9]" "^red.png blue 0\.[0-9]"
test -s target/kotlin.twohead
grep '^trained\|\.png' target/said | tr '\n' ' '
