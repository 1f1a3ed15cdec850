#!/bin/bash
# `make run`: from a fresh clone to the demo site, with no server but our own.
set -euo pipefail
cd "$(dirname "$0")/.."
export PYTHONPATH=site:. PORT=${PORT:-8000}
export DJANGO_SETTINGS_MODULE=${DJANGO_SETTINGS_MODULE:-m4dnet.settings.demo}
export SITE_URL=${SITE_URL:-http://127.0.0.1:$PORT}

scripts/venv.sh requirements.txt
.venv/bin/python manage.py prepare_demo
exec scripts/serve.sh
