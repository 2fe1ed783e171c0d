#!/bin/sh
# Starts the service from its one jar, asks it while its model is replaced, and while it is ended. Fails where a request gets
# no answer or a wrong one, where the end breaks one off or leaves the predictor open or files behind, or reloads leave threads.
set -eu
cd "$(dirname "$0")"
. ../lib.sh
mvn -q clean package "$@"
port=${PORT:-18431}
mkdir target/tmp
cp "$model.onnx" target/model
java -Xmx512m -Djava.io.tmpdir=target/tmp -jar target/service.jar --model=target/model --server.port="$port" > target/said 2>&1 &
service=$!
trap 'kill $service 2> /dev/null || true' EXIT
java Drive.java "http://localhost:$port" $service "$photos/red.png" target/model "$model.onnx" "$model-dynamic.tflite" \
  > target/driven 2>&1 || { cat target/said target/driven; fail "$(grep -m1 Exception target/driven)"; }
says target/driven "the models answer \[0.866[0-9]*, 0.866"
ended=0
wait $service || ended=$?
trap - EXIT
cat target/said target/driven
[ $ended = 143 ] || fail "the service ended with $ended"
says target/said "the predictor is closed"
if grep -q "Exception" target/said; then fail "$(grep -m1 Exception target/said)"; fi
# Tomcat and ONNX Runtime leave empty folders
left=$(find target/tmp -type f)
[ -z "$left" ] || fail "it left in its folder of temporary files: $left"
echo "$(sed -n 2,4p target/driven | tr '\n' ';') closed, no file left"
