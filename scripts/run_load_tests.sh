#!/usr/bin/env bash
# The load tests by the name the production checklist calls them; everything is said to npm run load. Works from any folder.
set -euo pipefail
if ! command -v npm >/dev/null; then
  echo 'Node 20 or newer with npm is needed: https://nodejs.org' >&2
  exit 2
fi
root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
if [[ ! -x $root/node_modules/.bin/node ]]; then
  echo "Nothing is installed yet. In $root: npm ci --ignore-scripts && npm rebuild node --ignore-scripts=false" >&2
  exit 2
fi
export PATH=$root/node_modules/.bin:$PATH
# Files are named from where we were called, which npm remembers.
exec npm --prefix "$root" run --silent load -- "$@"
