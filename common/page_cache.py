"""Pages for readers without a session, kept for a minute and forgotten at each publication (PERF3).

First in the chain: a page that is kept costs no other middleware, no session and no query, and is
there when the database is not (REL1). `common.tiers` has where and how long: 60 seconds, and a
change of content forgets them all. One generation for all pages: the front page, hubs and lists
show each other's content, and publications are few.

Addresses are without end, pages are not. What anybody can make up (pages that are not there,
parameters) shares a fixed number of slots, so that it cannot push real pages out.
"""

import gzip
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.db import transaction
from django.db.models import Model
from django.db.models.signals import post_delete, post_save
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags
from django.utils.translation import get_language_from_request

from common import tiers
from common.display import display_of

KEPT_STATUS = {200, 301, 404}
SLOTS = 512
MAX_ADDRESS = 500  # characters of path and query; longer ones are answered and not kept
MAX_FIELDS = 12
MAX_BODY = 500_000  # bytes
PUBLIC = "public, no-cache"  # browsers ask again each time, and mostly get a 304
_GZIP = re.compile(r"\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))")
_VARY = ("Accept-Encoding", "Save-Data")


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer as it is stored. `key` proves that a shared slot holds the page asked for."""

    key: str
    status: int
    headers: dict[str, str]
    body: bytes  # compressed
    length: int  # of the body, not compressed
    etag: str

    @property
    def place(self) -> str:
        """Where it lies: of its own, or in a slot where anybody could make up the address."""
        return _slot_of(self.key) if self.status == 404 or "?" in self.key else self.key


class PageCacheMiddleware:
    """Answers from the cache where it can, keeps what may be kept."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request._page_key = key = _key_of(request)
        if key is None:
            return self.get_response(request)
        kept = _find(key)
        request.META["m4d.cache"] = "miss" if kept is None else "hit"
        if kept is None:
            response = self.get_response(request)
            if request.method == "HEAD" or not may_be_kept(request, response):
                return response
            kept = _kept(key, response)
            if kept.length <= MAX_BODY:
                tiers.store(kept, kept.place, settings.PAGE_CACHE_SECONDS)
        return _answer(request, kept)


def mark_public(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Say that this answer is the same for every reader without a session.

    Only pages shown to such a reader are marked; who has a session gets `private, no-store`.
    """
    if _is_anonymous(request) and not response.has_header("Cache-Control"):
        response.headers["Cache-Control"] = PUBLIC
    return response


def may_be_kept(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Whether the answer is anybody's: asked for without session, marked public, no cookie set."""
    return (
        getattr(request, "_page_key", None) is not None
        and response.status_code in KEPT_STATUS
        and response.headers.get("Cache-Control") == PUBLIC
        and not response.streaming
        and not response.cookies
        and not has_used_session(request)
        and not response.has_header("Content-Encoding")
    )


def takes_gzip(request: HttpRequest) -> bool:
    """Whether the reader's browser unpacks gzip; `gzip;q=0` says that it does not."""
    return bool(_GZIP.search(request.META.get("HTTP_ACCEPT_ENCODING", "")))


def has_used_session(request: HttpRequest) -> bool:
    """Whether anything looked into a session while the answer was made."""
    return getattr(getattr(request, "session", None), "accessed", False)


def forget_pages(**_signal: Any) -> None:
    """Draw a new generation when the present transaction is through. A receiver of any signal.

    One is enough for all that a transaction does: a load of many rows does not draw for each.
    """
    connection = transaction.get_connection()
    asked = getattr(connection, "m4d_pages_asked", None) or object()
    connection.m4d_pages_asked = asked

    def draw() -> None:
        if connection.m4d_pages_asked is asked:  # the first of this commit
            connection.m4d_pages_asked = None
            tiers.draw_generation()

    transaction.on_commit(draw)


def forget_pages_with(*models: type[Model]) -> None:
    """Forget all pages whenever a row of these models is saved or deleted: pages print them."""
    for model in models:
        for signal in (post_save, post_delete):
            signal.connect(forget_pages, sender=model, dispatch_uid=f"forget_pages {model._meta}")


# --- Keys -----------------------------------------------------------------------------------------
def _key_of(request: HttpRequest) -> str | None:
    """What the answer depends on, the generation first; None for what is not for everybody."""
    if request.method not in ("GET", "HEAD") or not settings.PAGE_CACHE_SECONDS:
        return None
    query = request.META.get("QUERY_STRING", "")
    if not _is_anonymous(request) or not _is_page(request.path, query):
        return None
    try:
        params = sorted(parse_qsl(query, keep_blank_values=True, max_num_fields=MAX_FIELDS))
        host = request.get_host()
    except (ValueError, DisallowedHost):
        return None  # the chain has an answer for both
    if any(name not in settings.PAGE_CACHE_PARAMS for name, _value in params):
        return None
    parts = [
        host,
        request.scheme,
        request.path,
        get_language_from_request(request, check_path=True),
        str(display_of(request)),
        repr(params),
    ]
    digest = hashlib.blake2b("\n".join(parts).encode(errors="replace"), digest_size=16).hexdigest()
    return f"{tiers.generation()}:{digest}{'?' if params else ''}"


def _is_anonymous(request: HttpRequest) -> bool:
    return (
        settings.SESSION_COOKIE_NAME not in request.COOKIES
        and "HTTP_AUTHORIZATION" not in request.META
    )


def _is_page(path: str, query: str) -> bool:
    if len(path) + len(query) > MAX_ADDRESS:
        return False
    return not path.startswith((settings.STATIC_URL, settings.MEDIA_URL, settings.CMS_PATH))


def _slot_of(key: str) -> str:
    return f"slot:{int(key.partition(':')[2].rstrip('?'), 16) % SLOTS}"


def _find(key: str) -> Kept | None:
    return tiers.find(key, [_slot_of(key)] if "?" in key else [key, _slot_of(key)])


# --- Answers --------------------------------------------------------------------------------------
def _kept(key: str, response: HttpResponse) -> Kept:
    patch_vary_headers(response, _VARY)
    body = response.content
    tag = hashlib.blake2b(body, digest_size=9).hexdigest()
    headers = {name: value for name, value in response.items() if name != "Content-Length"}
    # Level 6 is what the budgets count; no time in the file, so that equal pages are equal bytes.
    packed = gzip.compress(body, compresslevel=6, mtime=0)
    return Kept(key, response.status_code, headers, packed, len(body), f'W/"{tag}"')


def _answer(request: HttpRequest, kept: Kept) -> HttpResponse:
    if kept.status == 200 and _has_it(request, kept.etag):
        response: HttpResponse = HttpResponseNotModified(headers=kept.headers)
        del response.headers["Content-Type"]
    elif takes_gzip(request):
        response = HttpResponse(kept.body, status=kept.status, headers=kept.headers)
        response.headers["Content-Encoding"] = "gzip"
        response.headers["Content-Length"] = str(len(kept.body))
    else:
        body = gzip.decompress(kept.body)
        response = HttpResponse(body, status=kept.status, headers=kept.headers)
        response.headers["Content-Length"] = str(kept.length)
    response.headers["ETag"] = kept.etag
    if request.method == "HEAD":
        response.content = b""
    return response


def _has_it(request: HttpRequest, etag: str) -> bool:
    """Whether the reader's browser holds exactly this page (weak comparison, RFC 9110 §8.8.3.2)."""
    asked = request.META.get("HTTP_IF_NONE_MATCH", "")
    if not asked:
        return False
    return etag.removeprefix("W/") in {tag.removeprefix("W/") for tag in parse_etags(asked)}
