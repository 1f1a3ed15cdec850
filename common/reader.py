"""Who reads a request, without opening a session for those who have none (PERF3)."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

if TYPE_CHECKING:
    from common.typing import AnyUser


def viewer_of(request: HttpRequest) -> "AnyUser":
    """The signed-in user, else AnonymousUser. Templates and pages ask this, not request.user."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return AnonymousUser()
    return getattr(request, "user", None) or AnonymousUser()
