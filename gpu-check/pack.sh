#!/bin/sh
# Packs what checks twohead on a GPU into gpu-check/target/kit.tar.xz: a Java runtime, the jars, drawn pictures, the
# source of DJL's JNI layer.
#
#   gpu-check/pack.sh                                   (options for Maven may follow)
#
# On Linux x86-64 with a GPU, PyTorch with its headers, Pillow and g++, but without network or Java:
#
#   python3 -m tarfile -e kit.tar.xz && python3 kit/check.py
#
# DJL=FOLDER names a clone of DJL; otherwise it comes from GitHub. The Java runtime is made of the JDK of JAVA_HOME, or of
# that on the path, which must bring all its libraries, as Temurin does.
set -eu
cd "$(dirname "$0")/.."
target=gpu-check/target
kit=$target/kit
work=$target/work
limit=$((60 * 1024 * 1024))
bin=${JAVA_HOME:+$JAVA_HOME/bin/}
home=$("${bin}java" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java.home = //p')
if ldd "$home/lib/libjavajpeg.so" | grep -q libjpeg; then
  echo "$home uses this system's libraries: set JAVA_HOME to a JDK that brings its own, such as Temurin" >&2
  exit 1
fi
rm -rf "$target"
mkdir -p "$kit/jni-source" "$work/jar" "$work/djl"
mvn -q package -DskipTests -pl twohead-examples,twohead-bench -am "$@"

"${bin}java" -jar twohead-examples/target/twohead-examples.jar \
  quickstart --images 1500 --epochs 1 --size 32 --out "$kit/pictures"
rm "$kit/pictures/documents.twohead" "$kit/pictures/contact-sheet.png"

# without the natives of engines and platforms that are not used there
(cd "$work/jar" && "${bin}jar" xf "../../../../twohead-examples/target/twohead-examples.jar")
(cd "$work/jar" && rm -rf pytorch jnilib native ai/onnxruntime/native org/tensorflow)
find "$work/jar/com/sun/jna" -mindepth 1 -type d -name '*-*' ! -name linux-x86-64 -prune -exec rm -rf {} +
find "$work/jar/org/bytedeco" \( -name '*tensorflow*.so' -o -name '*.a' \) -delete
"${bin}jar" c0fm "$kit/twohead.jar" "$work/jar/META-INF/MANIFEST.MF" -C "$work/jar" .
cp twohead-bench/target/original-benchmarks.jar "$kit/benchmarks.jar"

version=$(sed -n 's:.*<djl.version>\(.*\)</djl.version>.*:\1:p' pom.xml)
if [ -z "${DJL:-}" ]; then
  DJL=$work/clone
  git clone -q --depth 1 --branch "v$version" https://github.com/deepjavalibrary/djl "$DJL"
fi
native=engines/pytorch/pytorch-native/src/main/native
library=engines/pytorch/pytorch-engine/src/main/java/ai/djl/pytorch/jni/PyTorchLibrary.java
git -C "$DJL" archive "v$version" $native $library api/src/main/native LICENSE | tar x -C "$work/djl"
cp -r "$work/djl/$native"/* "$work/djl/api/src/main/native/djl" "$work/djl/LICENSE" "$kit/jni-source"
"${bin}javac" -cp "$kit/twohead.jar" -h "$kit/jni-source" -d "$work/classes" "$work/djl/$library"
cp "$home/include/jni.h" "$home/include/linux/jni_md.h" "$kit/jni-source"
echo "$version" >"$kit/jni-source/version"

"${bin}jlink" --add-modules java.desktop,java.logging,java.management,java.net.http,jdk.management,jdk.unsupported \
  --strip-debug --no-header-files --no-man-pages --output "$kit/jre"
cp gpu-check/*.py "$kit"
tar cJf "$kit.tar.xz" -C "$target" kit
rm -rf "$work"
bytes=$(wc -c <"$kit.tar.xz")
if [ "$bytes" -gt "$limit" ]; then
  echo "$kit.tar.xz: $bytes bytes are more than $limit" >&2
  exit 1
fi
echo "$kit.tar.xz: $bytes bytes"
