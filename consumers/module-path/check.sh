#!/bin/sh
# Runs a program on the module path: it trains by a recipe and asks a bundle, a .tflite and an .onnx file.
set -eu
cd "$(dirname "$0")"
. ../lib.sh
mvn -q clean process-classes "$@"
# jars of natives: DJL's say a module name that no module can have, and the others are found on the class path as well
mkdir target/natives
for jar in target/jars/*-linux-*.jar target/jars/*-macosx-*.jar target/jars/*-osx-*.jar target/jars/*-win*.jar; do
  if [ -f "$jar" ]; then mv "$jar" target/natives; fi
done
for module in twohead-api twohead-runtime twohead-djl twohead-experiments; do
  jar --describe-module --file target/jars/$module-[0-9]*.jar --release 17 > target/described.txt
  grep -v "^requires\|^contains\|^qualified\|^$" target/described.txt
  if grep -q "automatic\|^exports.*internal" target/described.txt; then
    fail "$module is no module, or exports what is internal"
  fi
done
native=ai.djl.pytorch_engine,com.microsoft.onnxruntime,com.sun.jna
native=$native,org.bytedeco.javacpp,org.bytedeco.leptonica,org.bytedeco.tensorflowlite
java -Xmx1g -Djava.awt.headless=true -p target/jars:target/classes -cp "target/natives/*" \
  --enable-native-access=$native --add-modules org.bytedeco.leptonica,org.bytedeco.tensorflowlite \
  -m example.modules/example.modules.Main > target/said 2>&1 || { cat target/said; fail "it ended with an error"; }
cat target/said
says target/said "twohead on PyTorch" "model.tflite on " "model.onnx on "
# what docs/installing.md lets a program that trains leave out is required by no module
mkdir target/few
cp target/jars/*.jar target/few
rm target/few/jna-*.jar target/few/protobuf-java-*.jar target/few/tensorflow-lite-metadata-*.jar target/few/tribuo-*.jar
java --dry-run -p target/few:target/classes -m example.modules/example.modules.Main > target/few.log 2>&1 ||
  { cat target/few.log; fail "a module requires what may be left out"; }
echo "four modules; answers of a saved model, a .tflite and an .onnx file; none needs what may be left out"
