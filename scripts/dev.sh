#!/bin/bash
# `make dev`: the same content as `make run`, served by Django's reloader with its error pages, and
# the worker beside it (start again to see changes of tasks).
set -uo pipefail
cd "$(dirname "$0")/.."
export PYTHONPATH=site:. PORT=${PORT:-8000} DJANGO_SETTINGS_MODULE=m4dnet.settings.dev
export SITE_URL=${SITE_URL:-http://127.0.0.1:$PORT}

scripts/venv.sh requirements-dev.txt || exit
# The accounts of the demo exist under its settings alone (C3); both share one database.
DJANGO_SETTINGS_MODULE=m4dnet.settings.demo .venv/bin/python manage.py prepare_demo || exit

.venv/bin/python manage.py runserver "127.0.0.1:$PORT" &
web=$!
.venv/bin/python manage.py run_worker &
worker=$!

stop() {
  trap - INT TERM
  kill -TERM "$web" "$worker" 2>/dev/null
  wait
}
trap 'stop; exit 0' INT TERM

wait -n
code=$?
stop
exit "$code"
