#!/bin/sh
# The README's dependencies and its example as they stand there, from an empty folder; the photos are drawn.
set -eu
cd "$(dirname "$0")"
. ../lib.sh
rm -rf target
mkdir -p target/src/main/java
# block LANGUAGE TEXT: the first block of that language that holds the text
block() {
  awk -v start="\`\`\`$1" -v text="$2" '
    inside && /^```/ { if (index(block, text)) { printf "%s", block; exit } inside = 0 }
    inside { block = block $0 "\n" }
    $0 == start { inside = 1; block = "" }' "$project/README.md"
}
{
  cat <<XML
<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>example</groupId>
  <artifactId>readme</artifactId>
  <version>1</version>
XML
  block xml "<artifactId>twohead-djl</artifactId>"
  echo "</project>"
} > target/as-it-stands.xml
block java "public class Documents" > target/src/main/java/Documents.java
cd target
for option; do case $option in -Dtwohead.version=*) version=${option#*=} ;; esac; done
sed "/<artifactId>twohead-/,/<version>/ s/<version>[^<]*</<version>$version</" as-it-stands.xml > pom.xml
grep -q "twohead-djl" pom.xml && grep -q "class Documents" src/main/java/Documents.java || fail "README.md has no such block"
build "$@" -Dmaven.clean.skip
# PyTorch, which DJL would download at the first start, from the jars that the text names for machines without internet
for jar in $(grep -ho 'ai\.djl\.pytorch:pytorch-[a-z-]*:[0-9.-]*[0-9]' "$project/README.md" "$project/docs/installing.md" | sort -u); do
  for option; do case $option in -Dnatives.pytorch=*) classifier=${option#*=} ;; esac; done
  case $jar in *native*) jar=$jar:jar:$classifier ;; esac
  mvn -q $dependency:copy -Dartifact="$jar" -DoutputDirectory=pytorch "$@"
done
ls pytorch/*native* pytorch/*jni* > jars
printf ':%s' $(cat jars) >> target/classpath
cp -R "$photos" data
program Documents data data/red.png
says target/said "^best epoch [1-9]: " "screen: 0\.[0-9]"
test -s data/documents.twohead || fail "no model was saved"
grep '^best epoch\|^a screen: \|^no screen: ' target/said | cut -c 1-120 | tr '\n' ' '
