#!/bin/bash
# Django's and our own deployment checks with the production settings and secrets made for the
# moment. Nothing is served, sent or kept: the database is an empty file that goes afterwards, so
# the one check that asks it says that it could not.
set -euo pipefail
cd "$(dirname "$0")/.."
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
secret() { .venv/bin/python -c 'import secrets; print(secrets.token_urlsafe(64))'; }

env -i PATH="$PATH" HOME="$HOME" LANG="${LANG:-C.UTF-8}" PYTHONPATH=site:. VAR_DIR="$scratch" \
  DJANGO_SETTINGS_MODULE=m4dnet.settings.production \
  SECRET_KEY="$(secret)" SITE_URL=https://www.m4dnet.example ALLOWED_HOSTS=www.m4dnet.example \
  DATABASE_URL="sqlite:///$scratch/empty.sqlite3" TRUSTED_PROXY_COUNT=1 \
  EMAIL_URL="smtp+tls://nobody:$(secret)@mail.m4dnet.example:587" \
  .venv/bin/python manage.py check --deploy --fail-level ERROR
