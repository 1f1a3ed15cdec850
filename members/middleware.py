"""What every request of a signed-in person must satisfy (SEC6–SEC9)."""

from collections.abc import Callable
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows import reauthentication
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME, logout
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from common.zones import zone_of
from members import sessions
from members.models import User
from members.permissions import is_staff

CMS = "/cms/"
RIGHTS = ("/cms/users/", "/cms/groups/")  # where rights are given and taken
Handler = Callable[[HttpRequest], HttpResponse]


class SessionRules:
    """Ends sessions that are too old or silent, and gives new keys where rights have changed."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if sessions.has_session_cookie(request) and isinstance(request.user, User):
            if sessions.is_over(request, request.user):
                logout(request)
            else:
                sessions.follow_rights(request, request.user)
                sessions.move_end(request, request.user)
        return self.get_response(request)


class ReaderZone:
    """Moments are printed in the zone a member has chosen, UTC for everybody else.

    Not below `/cms/`: there Wagtail has a setting of its own, and moments are typed as well.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # After SessionRules, which has read who this is: it costs no query.
        is_inside = request.path_info.startswith(CMS)
        if is_inside or not sessions.has_session_cookie(request):
            return self.get_response(request)
        with timezone.override(zone_of(request.user)):
            return self.get_response(request)


class StaffDoor:
    """The admin opens to staff alone, and where `REQUIRE_STAFF_MFA` holds, with a second factor.

    Wagtail would send a member without rights to the sign-in page, which sends them back: a loop.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *args: object) -> HttpResponse | None:
        # As a view hook, so that the refusal is answered with the page for it.
        is_inside = request.path.startswith(CMS) and sessions.has_session_cookie(request)
        if not is_inside or not request.user.is_authenticated:
            return None
        if not is_staff(request.user):
            raise PermissionDenied
        if settings.REQUIRE_STAFF_MFA and (answer := _second_factor_first(request, request.user)):
            return answer
        return _proof_first(request)


def _proof_first(request: HttpRequest) -> HttpResponse | None:
    """Who changes accounts or groups has shown within five minutes that it is them (SEC7).

    What was sent is kept, and done as soon as they have.
    """
    if request.method != "POST" or not request.path.startswith(RIGHTS):
        return None
    if reauthentication.did_recently_reauthenticate(request):
        return None
    ways = get_adapter().get_reauthentication_methods(request.user)
    return reauthentication.suspend_request(request, ways[0]["url"])


def _second_factor_first(request: HttpRequest, user: User) -> HttpResponse | None:
    if sessions.has_shown_second_factor(request, user):
        return None
    kinds = set(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    if kinds <= {Authenticator.Type.RECOVERY_CODES}:
        messages.warning(request, _("Set up a second step first: editing is open only with one."))
        return HttpResponseRedirect(reverse("mfa_index"))
    name = "mfa_reauthenticate" if Authenticator.Type.TOTP in kinds else None
    url = reverse(name or "mfa_reauthenticate_webauthn")
    return HttpResponseRedirect(
        f"{url}?{urlencode({REDIRECT_FIELD_NAME: request.get_full_path()})}"
    )
