#!/bin/bash
# Serve the site and run its clock and its worker beside it; when one ends, all do. Used by `make run`.
set -uo pipefail
cd "$(dirname "$0")/.."
export PYTHONPATH=site:.

.venv/bin/python -m gunicorn &
web=$!
.venv/bin/python manage.py run_periodic --loop &
clock=$!
.venv/bin/python manage.py run_worker &
worker=$!

stop() {
  trap - INT TERM
  kill -TERM "$web" "$clock" "$worker" 2>/dev/null
  wait
}
trap 'stop; exit 0' INT TERM

wait -n
code=$?
stop
exit "$code"
