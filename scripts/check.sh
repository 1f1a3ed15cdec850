#!/bin/bash
# `make check`: exactly what CI runs. Does every part, then says which failed and what it left out.
#
# REQUIRE_SERVICES=1 and REQUIRE_BROWSER=1 (set by .ci/run) make a missing server or browser an error.
set -uo pipefail
cd "$(dirname "$0")/.."
export PYTHONPATH=site:.
failed=()
left_out=()

part() {
  local name=$1
  shift
  printf '\n== %s (after %d s)\n' "$name" "$SECONDS"
  "$@" || failed+=("$name")
}

# needs NAME COMMAND…: whether all are here. If not: a failure where NAME is required, else a note.
needs() {
  local name=$1 command missing=()
  shift
  for command in "$@"; do
    command -v "$command" >/dev/null || ls /usr/lib/postgresql/*/bin/"$command" >/dev/null 2>&1 ||
      missing+=("$command")
  done
  [ "${#missing[@]}" -gt 0 ] || return 0
  local required="REQUIRE_$name" line="${name,,}: not installed: ${missing[*]}"
  if [ "${!required:-0}" = 1 ]; then failed+=("$line"); else left_out+=("$line"); fi
  return 1
}

migrations_are_current() {
  DJANGO_SETTINGS_MODULE=m4dnet.settings.test .venv/bin/python manage.py makemigrations --check --dry-run
}

browser=chromium
for name in ${CHROMIUM_PATH:-} chromium chromium-browser google-chrome; do
  if command -v "$name" >/dev/null; then
    browser=$name
    break
  fi
done

part "the whole suite on SQLite" make test
part "the whole demo visited, a thousand made-up addresses" make test-long
part "style, floors, types, templates, dependencies, weaknesses" make lint
part "migrations say what the models say" migrations_are_current
part "production settings are fit to be deployed" scripts/check_deploy.sh
part "message catalogues are complete and current" scripts/messages.sh --check
if needs SERVICES initdb redis-server nginx openssl; then
  tests/services/elasticsearch.sh install ||
    left_out+=("Elasticsearch, and every test of it: cannot be had here")
  part "PostgreSQL, Redis, nginx and Elasticsearch" make test-services
  part "a hundred killed workers" make test-long-services
fi
if needs BROWSER "$browser"; then
  part "Chromium" make test-browser
fi

printf '\n== %d s\n' "$SECONDS"
for line in "${left_out[@]}"; do
  echo "Left out: $line"
done
for line in "${failed[@]}"; do
  echo "FAILED: $line" >&2
done
[ "${#failed[@]}" -eq 0 ] || exit 1
echo "All is well."
