#!/bin/bash
# Make .venv and install a requirements file into it, only when that file has changed.
# Usage: scripts/venv.sh requirements.txt
set -euo pipefail
cd "$(dirname "$0")/.."
requirements=${1:?which requirements file}

fail() {
  echo "$1" >&2
  exit 1
}

find_python() {
  local name
  for name in ${PYTHON:-} python3.11 python3.12 python3.13 python3; do
    if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      command -v "$name"
      return
    fi
  done
  fail "Python 3.11 or newer is missing. Install it (Debian, Ubuntu: apt install python3 python3-venv), or name it: PYTHON=/path/to/python3.11 make run"
}

# A link to a venv made elsewhere is as good as a folder of our own.
if ! .venv/bin/python -c '' 2>/dev/null; then
  [ ! -L .venv ] || fail ".venv is a link to $(readlink .venv), where there is no Python. Remove the link, then try again."
  python=$(find_python)
  "$python" -c 'import ensurepip, venv' 2>/dev/null ||
    fail "Python's venv module is missing. Install it (Debian, Ubuntu: apt install python3-venv), then try again."
  echo "Making .venv with $("$python" --version)"
  "$python" -m venv --clear .venv
fi

digest() {
  .venv/bin/python -c 'import hashlib, sys; print(hashlib.sha256(open(sys.argv[1], "rb").read()).hexdigest()[:16])' "$1"
}

stamp=".venv/.installed-$(digest "$requirements")"
if [ ! -e "$stamp" ]; then
  echo "Installing $requirements"
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input \
    --require-hashes -r "$requirements" ||
    fail "Installing $requirements did not work: see above. Without a network, install it beforehand."
  rm -f .venv/.installed-*
  touch "$stamp"
  # The tests' set holds the site's: who has it needs nothing more.
  [ "$requirements" = requirements.txt ] || touch ".venv/.installed-$(digest requirements.txt)"
fi
