#!/bin/bash
# Pin what requirements*.in name, and all that comes with it, with hashes, for Python 3.11.
set -euo pipefail
cd "$(dirname "$0")/.."
uv=.venv/bin/uv
[ -x "$uv" ] || .venv/bin/python -m pip install --quiet --disable-pip-version-check uv
for name in requirements requirements-dev; do
  "$uv" pip compile --python-version 3.11 --generate-hashes --no-header --quiet "$name.in" -o "$name.txt"
done
