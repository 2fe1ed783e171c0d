# What the checks share; each check.sh sources it from its own folder.
consumers=$(cd .. && pwd)
project=$(cd ../.. && pwd)
# models of which the answers are known: red.png is red with 0.866 and bright with 0.402, blue.png red with 0.340 (ReleaseTest)
model=$project/twohead-djl/src/test/resources/io/github/twohead/djl/internal/bundle/release-0.1.0
photos=$consumers/target/photos
[ -d "$photos" ] || java "$consumers/Photos.java" "$photos"
dependency=org.apache.maven.plugins:maven-dependency-plugin:3.9.0

# fail WORD...: what went wrong, as the last line
fail() {
  echo "$*" >&2
  exit 1
}

# says FILE PATTERN...: fails where a line of the program's output is missing
says() {
  said=$1
  shift
  for pattern; do
    grep -q -e "$pattern" "$said" || { cat "$said"; fail "it did not print: $pattern"; }
  done
}

# build OPTION...: compiles, and writes the run time's class path to target/classpath
build() {
  mvn -q clean compile $dependency:build-classpath -Dmdep.outputFile=target/classpath -Dmdep.includeScope=runtime "$@"
}

# program MAIN ARGUMENT...: runs what was built; its output is in target/said
program() {
  java -Xmx1g -Djava.awt.headless=true -cp "target/classes:$(cat target/classpath)" "$@" > target/said 2>&1 ||
    { cat target/said; fail "it ended with an error: $(grep -m 1 "Exception\|Error" target/said)"; }
}

# has_none_of CLASSES... -- JAR...: fails where a jar holds such classes
has_none_of() {
  unwanted=
  while [ "$1" != -- ]; do unwanted="$unwanted $1"; shift; done
  shift
  for jar; do
    entries=$(jar tf "$jar")
    for class in $unwanted; do
      case "$entries" in *"
$class"*) fail "$jar holds $class, which this program does not need" ;; esac
    done
  done
}
