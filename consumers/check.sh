#!/bin/sh
# Programs that use twohead as yours would: each is built against what a release holds, and nothing else of this project,
# and its output is looked at. Prints one line for each; what it said is in consumers/target/NAME.log.
#
#   consumers/check.sh [NAME...]     all of them, unless some are named
#
# Maven's local repository is consumers/target/m2, at first an empty one.
#
# STAGED=DIR      what release/dry-run.sh left there is taken; else this checkout is built, with the POMs of a release
# SEED=DIR        the local repository begins as a copy of this one, such as ~/.m2/repository, but for what it holds of twohead
# MVN_ARGS=-o     goes to Maven
set -eu
cd "$(dirname "$0")"
all="readme one-version tflite-only onnx-only own-backbone kotlin module-path spring-boot redeploy"
for name; do
  case " $all " in *" $name "*) ;; *) echo "there is $all, and no $name" >&2; exit 2 ;; esac
done
repository=$PWD/target/m2
rm -rf target/photos
mkdir -p target
if [ "${SEED:-}" ] && [ ! -d "$repository" ]; then
  cp -al "$SEED" "$repository" 2> /dev/null || cp -R "$SEED" "$repository"
fi
mkdir -p "$repository"
case "$(uname -s)-$(uname -m)" in
  Linux-x86_64) natives=linux-x86_64 pytorch=linux-x86_64 ;;
  Linux-aarch64) natives=linux-arm64 pytorch=linux-aarch64 ;;
  Darwin-arm64) natives=macosx-arm64 pytorch=osx-aarch64 ;;
  *) echo "no natives are known for $(uname -sm)" >&2; exit 2 ;;
esac
set -- "${@:-}"
[ -n "$1" ] && names="$*" || names=$all
set -- -B -ntp -Dmaven.repo.local="$repository" -Dnatives=$natives -Dnatives.pytorch=$pytorch ${MVN_ARGS:-}

rm -rf "$repository/io/github/twohead"
if [ "${STAGED:-}" ]; then
  cp -R "$STAGED/." "$repository"
else
  (cd .. && mvn -q install -Prelease -pl twohead-bom,twohead-spark -am -Dmaven.test.skip=true \
    -Dgpg.skip -Dcyclonedx.skip -Dmdep.analyze.skip -Dmaven.javadoc.skip -Dmaven.source.skip -Dspotless.check.skip "$@")
fi
version=$(basename "$(find "$repository/io/github/twohead/twohead-bom" -mindepth 1 -maxdepth 1 -type d)")
echo "against $version, with $(java -version 2>&1 | head -1)"

failed=0
for name in $names; do
  begin=$(date +%s)
  result=ok
  "$name/check.sh" "$@" -Dtwohead.version="$version" > "target/$name.log" 2>&1 || result=FAILED
  [ $result = ok ] || failed=1
  printf '%-6s %-12s %4d s  %s\n' $result "$name" $(($(date +%s) - begin)) "$(tail -1 "target/$name.log" | tr -d '\033' | sed 's/\[0m//g')"
done
exit $failed
