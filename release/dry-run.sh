#!/bin/sh
# Builds what a release uploads to Maven Central, and checks it. Publishes nothing, and needs no keys but a throw-away one.
#
#   release/dry-run.sh [VERSION] [options for Maven, but -o: the plugin that writes the SBOMs refuses to run offline]
#
# VERSION is that of the commit's POMs, without -SNAPSHOT, unless it is given. What is built is the last commit, in WORK, a temporary
# folder unless it is given: with TWICE=1 in two folders, whose files must be the same to the byte. STAGED=DIR leaves the bundle
# there as a repository that programs can be built against.
set -eu
umask 022 # jars hold the permissions of what is packed
root=$(cd "$(dirname "$0")/.." && pwd)
commit=$(git -C "$root" rev-parse HEAD) # what is committed meanwhile is not built
version=$(git -C "$root" show "$commit:pom.xml" | sed -n 's:^  <version>\([0-9.]*\).*:\1:p')
case "${1:-}" in [0-9]*) version=$1; shift ;; esac
[ "$version" ] || { echo "pom.xml tells no version" >&2; exit 1; }
budget=155 # MB of the command line's jar, of which libtorch is 111
service=35 # MB of the service's

work=${WORK:-$(mktemp -d)}
rm -rf "$work"
mkdir -p "$work"
# gpg-agent wants a short path for its socket
GNUPGHOME=$(mktemp -d)
export GNUPGHOME
chmod 700 "$GNUPGHOME"
portal=
trap 'if [ "$portal" ]; then kill "$portal"; fi; gpgconf --kill all; rm -rf "$GNUPGHOME"' EXIT
gpg --batch --quiet --passphrase '' --quick-generate-key 'dry run <dry-run@example.org>' rsa3072 sign 2d
# the upload goes to a stand-in on this machine, which takes any account
"$root/release/portal.py" "$work/port" > "$work/portal.log" &
portal=$!
settings=$work/settings.xml
cat > "$settings" <<XML
<settings>
  <servers>
    <server><id>central</id><username>nobody</username><password>none</password></server>
  </servers>
</settings>
XML

while [ ! -s "$work/port" ]; do sleep 1; done
address=http://127.0.0.1:$(cat "$work/port")

build() {
  folder=$1
  shift
  mkdir -p "$folder"
  git -C "$root" archive "$commit" | tar -x -C "$folder"
  find "$folder" -name pom.xml -exec sed -i.bak "s/[0-9.]*-SNAPSHOT/$version/" {} +
  find "$folder" -name '*.bak' -delete
  (cd "$folder" && mvn -B -q -gs "$settings" -Prelease -DcentralBaseUrl="$address" \
    -Dmaven.install.skip=true -Dmaven.test.skip=true "$@" deploy)
}

build "$work/first" "$@"
bundle=$work/first/target/central-publishing/central-bundle.zip
"$root/release/check_bundle.py" "$bundle" "$version"
check_jar() {
  "$root/release/check_jar.py" "$work/first/$1/target/$1.jar" "$work/first/$1/target/sbom.json" "$2"
}
check_jar twohead-examples "$budget"
check_jar twohead-service "$service"

if [ "${TWICE:-}" ]; then
  # another folder, another time zone
  (TZ=Asia/Tokyo && export TZ && build "$work/second of two" "$@")
  rm -rf "$work/a" "$work/b"
  mkdir "$work/a" "$work/b"
  (cd "$work/a" && jar xf "$bundle")
  (cd "$work/b" && jar xf "$work/second of two/target/central-publishing/central-bundle.zip")
  # signatures tell the time
  for file in $(cd "$work/a" && find . -type f ! -name '*.asc*' ! -name '*.md5' ! -name '*.sha*' | sort); do
    cmp "$work/a/$file" "$work/b/$file"
  done
  for jar in twohead-examples twohead-service; do
    cmp "$work/first/$jar/target/$jar.jar" "$work/second of two/$jar/target/$jar.jar"
  done
  echo "two builds are the same to the byte, runnable jars too"
fi
if [ "${STAGED:-}" ]; then
  rm -rf "$STAGED/io/github/twohead" # another version
  mkdir -p "$STAGED"
  (cd "$STAGED" && jar xf "$bundle")
  echo "staged in $STAGED"
fi
