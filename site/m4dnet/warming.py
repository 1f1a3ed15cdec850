"""What each worker would do at its first request, done once before they part.

gunicorn loads the application and then forks (`preload_app`), again after every 2,000 requests. A
fresh worker that still has to read addresses, texts and templates keeps its first reader waiting
(measured: 1.7 seconds of work for a front page that then takes 0.15), and holds them in memory of
its own.
"""

from pathlib import Path

from django.conf import settings
from django.db import connections
from django.template.loader import get_template
from django.urls import get_resolver
from django.utils import translation

TEMPLATES = Path(settings.ROOT) / "templates"


def warm_up() -> None:
    """Read addresses and texts in every language, and our own templates. Asks no database."""
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            translation.gettext("Search")
            get_resolver().reverse_dict  # noqa: B018 - reading it fills it
    for path in TEMPLATES.rglob("*.html"):
        get_template(str(path.relative_to(TEMPLATES)))
    connections.close_all()  # a connection must not be shared by what is forked
