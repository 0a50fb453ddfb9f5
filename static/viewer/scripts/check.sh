#!/usr/bin/env bash
# Is static/dist what static/viewer builds? Without npm, or its packages, this cannot be known here.
set -euo pipefail
cd "$(dirname "$0")/.."

skip() { echo "SKIPPED, static/dist was NOT compared with a fresh build: $1" >&2; exit 0; }

command -v npm >/dev/null || skip "npm is not on this machine"
[ -e node_modules/.package-lock.json ] && [ node_modules/.package-lock.json -nt package-lock.json ] ||
  npm ci --silent || skip "the packages could not be fetched"
npm run --silent types
npm run --silent test
npm run --silent check
