#!/bin/bash
# `make dev`: the same content as `make run`, served by Django's reloader with its error pages.
set -euo pipefail
cd "$(dirname "$0")/.."
export PYTHONPATH=site:. PORT=${PORT:-8000} DJANGO_SETTINGS_MODULE=m4dnet.settings.dev
export SITE_URL=${SITE_URL:-http://127.0.0.1:$PORT}

scripts/venv.sh requirements-dev.txt
# The accounts of the demo exist under its settings alone (C3); both share one database.
DJANGO_SETTINGS_MODULE=m4dnet.settings.demo .venv/bin/python manage.py prepare_demo
exec .venv/bin/python manage.py runserver "127.0.0.1:$PORT"
