#!/bin/bash
# Collect the interface's texts into locale/<language>/LC_MESSAGES/*.po. Needs gettext.
set -euo pipefail
cd "$(dirname "$0")/.."
export PYTHONPATH=site:. DJANGO_SETTINGS_MODULE=m4dnet.settings.dev
command -v xgettext >/dev/null || { echo "gettext is missing (Debian, Ubuntu: apt install gettext)" >&2; exit 1; }
languages=(--locale fr --locale es --locale ar)
mkdir -p locale
ignore=(--ignore '.venv/*' --ignore 'var/*' --ignore 'node_modules/*' --ignore 'tests/*' --ignore 'benchmarks/*')
.venv/bin/python manage.py makemessages "${languages[@]}" "${ignore[@]}" --no-location --no-wrap "$@"
