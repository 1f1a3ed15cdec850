"""What no view should have to think of: bytes that are no text, addresses and bodies too long.

Refused before anything is read (SEC26). gunicorn refuses longer addresses still earlier.
"""

import re
from collections.abc import Callable
from urllib.parse import unquote_to_bytes

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import translation

CHUNK = 65_536  # bytes
MAX_DRAINED = 100_000_000  # bytes of a refused body that are taken and thrown away
SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
# The search removes what is no text and answers (search.md §21).
TAKES_ANY_TEXT = re.compile(r"/(?:[a-z]{2}(?:-[a-z]+)?/|api/v1/)?search/")


class GuardMiddleware:
    """404 or 400 for null bytes, 414 for addresses over 8 KB, 413 for bodies over their limit."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self._refusal(request) or self.get_response(request)

    def _refusal(self, request: HttpRequest) -> HttpResponse | None:
        query = request.META.get("QUERY_STRING", "")
        if len(query) + len(request.META.get("PATH_INFO", "")) > settings.MAX_URL:
            return HttpResponse("This address is too long.\n", "text/plain", status=414)
        # PostgreSQL knows no null byte in a text: every look-up by one would be an error.
        if "\0" in request.path_info:
            return HttpResponse("There is no such page.\n", "text/plain", status=404)
        if b"\0" in unquote_to_bytes(query) and not TAKES_ANY_TEXT.match(request.path_info):
            return HttpResponse("This address cannot be read.\n", "text/plain", status=400)
        if request.method not in SAFE_METHODS and _body_length(request) > _limit(request):
            return _too_large(request)
        return None


def _too_large(request: HttpRequest) -> HttpResponse:
    """Say so in the reader's language; a browser listens only once its body has been taken."""
    left = MAX_DRAINED
    while left > 0 and (chunk := request.read(CHUNK)):
        left -= len(chunk)
    with translation.override(translation.get_language_from_request(request, check_path=True)):
        megabytes = _limit(request) // 1_000_000
        response = render(request, "413.html", {"megabytes": megabytes}, status=413)
    response.headers["Connection"] = "close"
    return response


def _body_length(request: HttpRequest) -> int:
    length = request.META.get("CONTENT_LENGTH") or ""
    return int(length) if length.isdecimal() else 0  # Django reads nothing then


def _limit(request: HttpRequest) -> int:
    """Bytes a body may have, by the address and by whether it carries files."""
    takes_files = any(request.path_info.startswith(path) for path in settings.UPLOAD_PATHS)
    if takes_files and request.content_type == "multipart/form-data":
        return settings.MAX_UPLOAD
    if request.path_info.startswith(settings.CMS_PATH):
        return settings.MAX_CMS_FORM
    return settings.MAX_FORM
