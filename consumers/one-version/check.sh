#!/bin/sh
# Fails where what the published POMs bring comes in two versions.
set -eu
cd "$(dirname "$0")"
mvn -q validate "$@"
echo "no library is brought in two versions"
