"""Served by gunicorn while it is measured."""

import os

from django.core.wsgi import get_wsgi_application

os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.stock_forum.settings"
application = get_wsgi_application()
