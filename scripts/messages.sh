#!/bin/bash
# Collect the interface's texts into locale/<language>/LC_MESSAGES/django.po, and list what a
# translator has to do. With --check it writes nothing and fails where something is to do.
set -euo pipefail
cd "$(dirname "$0")/.."
export PYTHONPATH=site:. DJANGO_SETTINGS_MODULE=m4dnet.settings.test
exec .venv/bin/python manage.py collect_messages "$@"
