"""Who reads a request, without opening a session for those who have none (PERF3)."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

if TYPE_CHECKING:
    from common.typing import AnyUser


def viewer_of(request: HttpRequest) -> "AnyUser":
    """The signed-in user, else AnonymousUser. Templates and pages ask this, not request.user.

    The same object for the whole request; what it `remembers` lasts as long.
    """
    viewer = getattr(request, "_viewer", None)
    if viewer is None:
        viewer = AnonymousUser()
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            viewer = getattr(request, "user", None) or viewer
        viewer.remembers = {}
        request._viewer = viewer
    return viewer
