"""Headers that every answer carries, refusals and errors too (SEC1–SEC3)."""

from collections.abc import Callable

from csp.constants import HEADER
from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from common.page_cache import PUBLIC, has_used_session, mark_public

GetResponse = Callable[[HttpRequest], HttpResponseBase]


class HeadersMiddleware:
    """What Django's SecurityMiddleware leaves out, and silence where an address is a secret."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault(
            "Cross-Origin-Resource-Policy", settings.CROSS_ORIGIN_RESOURCE_POLICY
        )
        match = request.resolver_match
        if match is not None and match.view_name in settings.TOKEN_VIEWS:
            # Not `no-referrer`: browsers then send `Origin: null` with the form of the page, which
            # no CSRF check can accept. The address stays secret: only the site's name is told.
            response.headers["Referrer-Policy"] = "strict-origin"
        _say_whose_it_is(request, response)
        return response


def _say_whose_it_is(request: HttpRequest, response: HttpResponseBase) -> None:
    """What is neither marked public nor says anything itself is the reader's own (PERF3)."""
    is_personal = bool(response.cookies) or has_used_session(request)
    if is_personal and response.headers.get("Cache-Control") == PUBLIC:
        del response.headers["Cache-Control"]  # a form or a session came into it after all
    if response.status_code in (301, 404) and not is_personal:
        mark_public(request, response)
    response.headers.setdefault("Cache-Control", "private, no-store")


class ContentPolicyMiddleware(CSPMiddleware):
    """SEC1 everywhere, SEC2 below `/cms/`. A view with an embed adds its host by `csp_update`."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        # A preview has been through this chain once already, as the public page it shows: with
        # the public policy the admin may not frame it.
        if request.path_info.startswith(settings.CMS_PATH) and HEADER in response.headers:
            del response.headers[HEADER]
        return super().process_response(request, response)

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        is_cms = request.path_info.startswith(settings.CMS_PATH)
        if is_cms and not report_only and parts.config is None:
            parts.config = settings.CMS_DIRECTIVES
        return parts
