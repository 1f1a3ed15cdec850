"""Who reads a request, without opening a session for those who have none (PERF3)."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.middleware import get_user
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

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
        if isinstance(viewer, SimpleLazyObject):
            # Not the veil over the user: each question through it costs, and lists ask hundreds.
            viewer = get_user(request)
        viewer.remembers = {}
        request._viewer = viewer
    return viewer
