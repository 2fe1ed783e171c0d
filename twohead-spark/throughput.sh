#!/usr/bin/env bash
# Images per second on two workers of one core each beside the plain predictor's, and every row once though executors are
# killed. Needs what "mvn package -Pspark-cluster" and its tests leave in target: PHOTOS (a folder) MODEL (a file) ROWS
set -euo pipefail
photos=$(realpath "$1") model=$(realpath "$2") rows=$3
cd "$(dirname "$0")"
target=${TARGET:-target}
options=$(sed -n 's#.*<spark.options>\(.*\)</spark.options>.*#\1#p' pom.xml)
# shellcheck disable=SC2086
exec java $options -Xmx2g -Djava.awt.headless=true -Dspark.home="$target/spark" \
  -Dspark.app="$target/app,$target/natives,$target" \
  -cp "$target/test-classes:$target/*:$target/spark/jars/*:$target/app/*:$target/natives/*" \
  io.github.twohead.spark.SparkThroughput "$photos" "$model" "$rows"
