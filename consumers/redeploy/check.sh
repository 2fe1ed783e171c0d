#!/bin/sh
# Deploys the web application three times in one process, its libraries in one class loader or another, and fails where
# what docs/troubleshooting.md tells of class loaders is not so.
set -eu
cd "$(dirname "$0")"
. ../lib.sh
mvn -q clean compile "$@"
copy() { mvn -q $dependency:copy-dependencies -DincludeScope=runtime "$@"; }
copy -DincludeGroupIds=org.apache.tomcat.embed,org.apache.tomcat -DoutputDirectory=target/tomcat "$@"
copy -DexcludeGroupIds=org.apache.tomcat.embed,org.apache.tomcat -DoutputDirectory=target/all "$@"
# DJL and what runs files, with what they need; and the rest, which has no natives
mkdir -p target/container/example target/engines target/rest
cp -R target/classes/example/server target/container/example
for jar in target/all/*.jar; do
  case ${jar##*/} in
    onnxruntime-* | javacpp-* | tensorflow-lite-[0-9]* | pytorch-* | api-* | jna-* | slf4j-* | commons-* | gson-*) ln "$jar" target/engines ;;
    *) ln "$jar" target/rest ;;
  esac
done

# deploy NAME SHARED OWN MODEL: the jars of the container, those of the application; writes target/NAME-FORMAT
deploy() {
  said=target/$1-${4##*.}
  rm -rf target/application
  mkdir -p target/application/WEB-INF/classes/example target/application/WEB-INF/lib
  cp -R target/classes/example/web target/application/WEB-INF/classes/example
  [ "$3" = none ] || ln "$3"/*.jar target/application/WEB-INF/lib
  java -Xmx1g -Djava.awt.headless=true -cp "target/container:target/tomcat/*:$2/*" example.server.Server \
    target/application target/work "$4" "$photos/red.png" > "$said" 2>&1 || { cat "$said"; fail "$1 ${4##*.} ended with an error"; }
  echo "$1, .${4##*.}"
  grep "^deployment\|^class loader" "$said"
}

for file in "$model.onnx" "$model.tflite" "$model.twohead"; do
  deploy shared target/all none "$file"
  says "$said" "^deployment 1: 0.86" "^deployment 2: 0.86" "^deployment 3: 0.86" "^class loader 2: gone" "^class loader 3: gone"
  deploy engines target/engines target/rest "$file"
  says "$said" "^deployment 1: 0.86" "^deployment 2: 0.86" "^deployment 3: 0.86"
  deploy own target/none target/all "$file"
  says "$said" "^deployment 1: 0.86"
done
says target/own-onnx "^deployment 2: 0.86" "^deployment 3: 0.86"
says target/own-tflite "^deployment 2: 0.86" "^deployment 3: 0.86"
says target/own-twohead "^deployment 2: refused" "another class loader of this process has loaded its native library"
echo "shared libraries: redeployed, 3 runtimes; an application's own: PyTorch refuses the second time"
