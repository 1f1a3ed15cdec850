#!/bin/bash
# `make check`: exactly what CI runs. Stops at the first part that fails; says what it left out, and why.
#
# REQUIRE_SERVICES=1 and REQUIRE_BROWSER=1 (set by .ci/run) make a missing server or browser an error.
set -euo pipefail
cd "$(dirname "$0")/.."
export PYTHONPATH=site:.
left_out=()

part() {
  printf '\n== %s (after %d s)\n' "$1" "$SECONDS"
}

# has NAME COMMAND…: whether all are here. If not: an error where NAME is required, else a note.
has() {
  local name=$1 command missing=()
  shift
  for command in "$@"; do
    command -v "$command" >/dev/null || ls /usr/lib/postgresql/*/bin/"$command" >/dev/null 2>&1 ||
      missing+=("$command")
  done
  [ "${#missing[@]}" -gt 0 ] || return 0
  local required="REQUIRE_$name"
  if [ "${!required:-0}" = 1 ]; then
    echo "Missing, and required here: ${missing[*]}" >&2
    exit 1
  fi
  left_out+=("${name,,}: ${missing[*]} not installed")
  return 1
}

part "the whole suite on SQLite"
make test

part "style, floors, types, templates, dependencies, weaknesses"
make lint

part "migrations say what the models say"
DJANGO_SETTINGS_MODULE=m4dnet.settings.test .venv/bin/python manage.py makemigrations --check --dry-run

part "production settings are fit to be deployed"
scripts/check_deploy.sh

part "message catalogues are complete and current"
if has MESSAGES xgettext msgfmt; then
  scripts/messages.sh --check
fi

part "PostgreSQL and Redis"
if has SERVICES initdb redis-server; then
  make test-services
fi

part "Chromium"
if [ -n "${CHROMIUM_PATH:-}" ] || command -v chromium-browser >/dev/null ||
  command -v google-chrome >/dev/null || has BROWSER chromium; then
  make test-browser
fi

printf '\n== done in %d s\n' "$SECONDS"
if [ "${#left_out[@]}" -eq 0 ]; then
  echo "Nothing was left out."
else
  printf 'Left out: %s\n' "${left_out[@]}"
fi
