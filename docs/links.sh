#!/bin/sh
# Lists the links of all texts that lead out of the project; with --check, asks each server, which tests do not.
#
#   docs/links.sh
#   docs/links.sh --check
set -eu
cd "$(dirname "$0")/.."
links() {
  {
    find . -name '*.md' -not -path '*/target/*' -not -path './.git/*' -exec grep -hoE '\]\(https?://[^)]+\)' {} + |
      sed -E 's/^\]\((.*)\)$/\1/'
    grep -rhoE 'href="https?://[^"]+"' docs/overview.html twohead-*/src/main/java | sed -E 's/^href="(.*)"$/\1/'
    grep -rhoE 'https://[^ )]+' .github/ISSUE_TEMPLATE
  } | sort -u
}
if [ "${1:-}" != --check ]; then
  links
  exit
fi
failures=0
for link in $(links); do
  status=$(curl -sSL -o /dev/null -w '%{http_code}' --max-time 30 -A 'Mozilla/5.0' "$link" 2>/dev/null || true)
  case $status in
    2* | 403 | 429) ;; # some refuse programs
    *) echo "$status $link"; failures=$((failures + 1)) ;;
  esac
done
[ "$failures" -eq 0 ]
