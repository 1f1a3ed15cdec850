"""What a session must satisfy on every request of a signed-in person (SEC6–SEC9)."""

import time
from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from members.models import User
from members.permissions import is_staff

STEP = 5 * 60  # seconds; a session's end moves at most this often, so that reading writes nothing
MEMBER_MOST = 30 * 24 * 3600  # seconds
STAFF_IDLE, STAFF_MOST = 3600, 12 * 3600  # seconds
BEGAN, SEEN = "began", "seen"

Handler = Callable[[HttpRequest], HttpResponse]


class SessionRules:
    """Ends sessions that are too old, and asks staff for a second factor before the admin."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return self.get_response(request)
        user = request.user
        if not isinstance(user, User) or not user.is_authenticated:
            return self.get_response(request)
        if self._is_over(request, user):
            logout(request)
            return self.get_response(request)
        if request.path.startswith("/cms/") and not is_staff(user):
            # Wagtail would send them to the sign-in page, which sends them back: a loop (SEC9).
            raise PermissionDenied
        if _needs_factor(request, user):
            return HttpResponseRedirect(reverse("mfa_index"))
        return self.get_response(request)

    def _is_over(self, request: HttpRequest, user: User) -> bool:
        """Whether the session has ended by age or idleness; moves its end if due."""
        session, now = request.session, time.time()
        began, seen = session.get(BEGAN, now), session.get(SEEN, now)
        staff = is_staff(user)
        if now - began > (STAFF_MOST if staff else MEMBER_MOST):
            return True
        if staff and now - seen > STAFF_IDLE:
            return True
        if BEGAN not in session or now - seen > STEP:
            session[BEGAN], session[SEEN] = began, now
        today = timezone.localdate()
        if user.last_seen != today:
            User.objects.filter(pk=user.pk).update(last_seen=today)
        return False


def _needs_factor(request: HttpRequest, user: User) -> bool:
    if not settings.REQUIRE_STAFF_MFA or not request.path.startswith("/cms/"):
        return False
    return is_staff(user) and not is_mfa_enabled(user)
