"""What every answer of the search has in common (search.md §5, §21).

Answers differ with the reader's rights, so nobody but this reader's browser may hold one, and not
even that keeps it.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from common.ratelimit import TooManyRequests, too_many_requests
from common.reader import viewer_of
from search.access import Principal, principal_for
from search.backends.base import EngineDown
from search.request import BadParameter

RETRY_AFTER = 120  # seconds, where no engine answers
View = Callable[..., HttpResponse]


def for_this_reader(view: View) -> View:
    """Decorator of a page: private, for no search engine; says so if it cannot answer now."""

    @require_safe
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            response = view(request, *args, **kwargs)
        except TooManyRequests as refusal:
            response = too_many_requests(request, refusal)
        except EngineDown:
            response = _resting(request)
        return private(response)

    return answer


def for_programs(view: View) -> View:
    """Decorator of JSON: the same, with the reason in words."""

    @require_safe
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            response = view(request, *args, **kwargs)
        except BadParameter as problem:
            said = _("The parameter “%(field)s” has no value that is known here.")
            body = {"error": said % {"field": problem.field}, "field": problem.field}
            response = JsonResponse(body, status=400)
        except TooManyRequests as refusal:
            response = JsonResponse({"error": str(refusal)}, status=429)
            response.headers["Retry-After"] = str(refusal.wait)
        except EngineDown:
            response = JsonResponse({"error": _("Search is resting.")}, status=503)
            response.headers["Retry-After"] = str(RETRY_AFTER)
        return private(response)

    return answer


def private(response: HttpResponse) -> HttpResponse:
    """Nobody keeps it, and no search engine lists it."""
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    patch_vary_headers(response, ["Cookie"])
    return response


def principal_of(request: HttpRequest, lang: str) -> Principal:
    """The reader of the request, by their rights now."""
    return principal_for(viewer_of(request), lang)


def _resting(request: HttpRequest) -> HttpResponse:
    context = {"page_kind": "search", "crumb": _("Search")}
    response = render(request, "search/resting.html", context, status=503)
    response.headers["Retry-After"] = str(RETRY_AFTER)
    return response
