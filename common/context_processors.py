"""What every template may ask: who reads, how they want pages shown, what the site is called."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from common.display import display_of, is_for_paper
from common.reader import viewer_of


def reader(request: HttpRequest) -> dict[str, Any]:
    """`viewer` (a user or anonymous; never opens a session that is not there) and site facts."""
    return {
        "viewer": viewer_of(request),
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
    }


def display(request: HttpRequest) -> dict[str, Any]:
    """`light` (no pictures), `for_paper` (the print view) and `theme` of the page to be made."""
    chosen = display_of(request)
    for_paper = is_for_paper(request)
    return {
        "light": chosen.is_light,
        "for_paper": for_paper,
        "theme": "light" if for_paper else chosen.theme,
    }
