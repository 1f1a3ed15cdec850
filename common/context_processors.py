"""What every template may ask: who reads, how they want pages shown, what the site is called."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from common.reader import viewer_of


def reader(request: HttpRequest) -> dict[str, Any]:
    """`viewer` (a user or anonymous; never opens a session that is not there) and site facts."""
    return {
        "viewer": viewer_of(request),
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
    }
