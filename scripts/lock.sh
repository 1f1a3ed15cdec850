#!/bin/bash
# Pin what requirements*.in name, and all that comes with it, with hashes, for Python 3.11.
set -euo pipefail
cd "$(dirname "$0")/.."
uv=.venv/bin/uv
[ -x "$uv" ] || .venv/bin/python -m pip install --quiet --disable-pip-version-check uv
# The extras stay in the names: pip, which asks for hashes, would take "coverage[toml]>=7" for unpinned
# on the day a newer coverage is released.
for name in requirements requirements-dev; do
  "$uv" pip compile --python-version 3.11 --no-strip-extras --generate-hashes --no-header --quiet "$name.in" -o "$name.txt"
done
