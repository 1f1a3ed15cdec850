"""Answers when something is not there, not allowed, gone, or broken (look.md §8).

The language is that of the address. What is broken answers from files, without template, database
or session: whatever broke, they still stand.
"""

import re
import sys
from collections.abc import Callable
from difflib import SequenceMatcher
from http import HTTPStatus
from pathlib import Path

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, OperationalError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import escape
from django.utils.text import slugify
from django.utils.translation import get_language_from_path
from wagtail.contrib.redirects.middleware import get_redirect
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from common import unsent
from common.indexing import similar
from common.languages import reading_language, reading_url
from common.querysets import BasePageQuerySet, opens
from common.reader import viewer_of
from m4dnet.navigation import Link, sections_in

LIKELY = ("library", "whats-new", "help")  # what most people look for, and how to reach us
MOST_NEAR = 3
MOST_COMPARED = 60  # titles; the rest of a large site is left to the search
MOST_WORDS = 6
MOST_SIMILAR = 10  # finds of the search that are compared
BEGINNING = 4  # letters of a word
ALIKE = 0.5  # of 1, how much two addresses must have in common
RETRY_AFTER_S = 120
SECTION = re.compile(r'<section lang="(\w+)".*?</section>\n?', re.DOTALL)
REFERENCE = "<!--reference-->"


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400 from its file: an address for no host of ours must not cost a query either."""
    return HttpResponse(_from_file("400.html", request), status=HTTPStatus.BAD_REQUEST)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403, with what would be needed, if who refused said so."""
    reason = str(exception) if isinstance(exception, PermissionDenied) and exception.args else ""
    return _answer(request, HTTPStatus.FORBIDDEN, reason=reason)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form that was open too long, or comes from somewhere else (SEC5).

    One that names its author is shown again, with all that was typed.
    """
    back = unsent.after_refused_token(request, reason)
    if back is not None:
        return back
    return _answer(request, HTTPStatus.FORBIDDEN, is_form=True)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404 with pages of a near name that the reader may see; 410 for what has run out.

    What was taken down leads to what it was a part of: a lesson to its course.
    """
    if _has_run_out(request):
        return _answer(request, HTTPStatus.GONE, likely=_likely(request))
    words = words_of(request.path)
    return _answer(
        request,
        HTTPStatus.NOT_FOUND,
        words=" ".join(words),
        above=_above(request),
        near=near_pages(request, words),
        likely=_likely(request),
    )


Respond = Callable[[HttpRequest], HttpResponse]


def explain_methods(get_response: Respond) -> Respond:
    """Middleware: a page instead of the empty 405 of Django, for people (look.md §8).

    Those who open the address of a button, or send a form to a page that takes none. Machines,
    and addresses outside the languages, which are files, get the empty one.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED or not _is_for_people(request):
            return response
        if response.streaming or response.content:
            return response
        allowed = response.headers.get("Allow", "")
        may_open = "GET" in allowed.split(", ")
        page = _answer(request, HTTPStatus.METHOD_NOT_ALLOWED, url=request.path if may_open else "")
        for name, value in response.headers.items():
            if name not in ("Content-Type", "Content-Length"):
                page.headers[name] = value
        return page

    return answer


def _is_for_people(request: HttpRequest) -> bool:
    return (
        request.method in ("GET", "HEAD", "POST")
        and get_language_from_path(request.path_info) is not None
        and request.accepts("text/html")
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """500 from its file, with the request's number; 503 where the database does not answer (REL1).

    Django calls this while it handles the exception, whose kind tells the one from the other.
    """
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return unavailable(request)
    return HttpResponse(_from_file("500.html", request), status=HTTPStatus.INTERNAL_SERVER_ERROR)


def unavailable(request: HttpRequest) -> HttpResponse:
    """503 from its file: part of the site is away for a moment; says when to try again."""
    return HttpResponse(
        _from_file("503.html", request),
        status=HTTPStatus.SERVICE_UNAVAILABLE,
        headers={"Retry-After": str(RETRY_AFTER_S)},
    )


# --- What may have been meant -----------------------------------------------------------------
def words_of(path: str) -> list[str]:
    """The words of the last part of an address; none for names of files."""
    last = path.rstrip("/").rpartition("/")[2]
    if "." in last:
        return []
    return [word for word in re.split(r"[\W_]+", last) if len(word) > 1][:MOST_WORDS]


def near_pages(request: HttpRequest, words: list[str]) -> list[Link]:
    """Up to three things whose name is like these words, that the reader may see.

    The search is asked, by whose rules everything is found; a slip in each word hides all from it,
    so pages whose address begins alike are compared too. One query beside those of the search.
    """
    if not any(len(word) >= BEGINNING for word in words):
        return []
    asked = "-".join(words).lower()
    found = similar(" ".join(words), user=viewer_of(request), n=MOST_SIMILAR)
    near = {
        one.url: Link(one.title, one.url)
        for one in found
        if one.lang == reading_language() and _likeness(asked, slugify(one.title)) >= ALIKE
    }
    if len(near) < MOST_NEAR:
        near |= {link.url: link for link in _beginning_alike(request, words, asked)}
    return list(near.values())[:MOST_NEAR]


def _beginning_alike(request: HttpRequest, words: list[str], asked: str) -> list[Link]:
    """Pages that share the beginning of a word, so that a slip later in it is forgiven."""
    condition = Q()
    for beginning in (word[:BEGINNING] for word in words if len(word) >= BEGINNING):
        condition |= Q(slug__icontains=beginning) | Q(title__icontains=beginning)
    pages = (
        BasePageQuerySet(Page)
        .visible_to(viewer_of(request))
        .filter(condition, depth__gt=1, locale__language_code=reading_language())
        .select_related("locale")
        .order_by("-last_published_at", "pk")[:MOST_COMPARED]
    )
    ranked = sorted(pages, key=lambda page: -_likeness(asked, page.slug))
    near = [page for page in ranked if _likeness(asked, page.slug) >= ALIKE][:MOST_NEAR]
    return [Link(page.title, reading_url(page, request)) for page in near]


def _likeness(asked: str, name: str) -> float:
    return SequenceMatcher(None, asked, name).ratio()


def _likely(request: HttpRequest) -> list[Link]:
    sections = {one.slug: one for one in sections_in(reading_language(), request)}
    found = [sections[slug] for slug in LIKELY if slug in sections]
    return [Link(one.title, one.url, one.language) for one in found]


def _has_run_out(request: HttpRequest) -> bool:
    """Whether the address was that of a page whose time is over, and leads nowhere else now."""
    page = _taken_down(request, expired=True)
    if page is None or get_redirect(request, Redirect.normalise_path(request.path)):
        return False
    viewer = viewer_of(request)
    return all(opens(restriction, viewer) for restriction in page.get_view_restrictions())


def _above(request: HttpRequest) -> Link | None:
    """The nearest page above one that was taken down, as far as the reader may see it."""
    page = _taken_down(request, expired=False)
    if page is None or page.first_published_at is None:
        return None
    above = BasePageQuerySet(Page).ancestor_of(page).visible_to(viewer_of(request))
    nearest = above.filter(depth__gt=2).select_related("locale").order_by("-depth").first()
    return Link(nearest.title, reading_url(nearest, request)) if nearest else None


def _taken_down(request: HttpRequest, *, expired: bool) -> Page | None:
    """The page that had this address while it was published. One query."""
    _language, *slugs = request.path.strip("/").split("/")
    if not slugs:
        return None
    pages = Page.objects.filter(
        expired=expired,
        live=False,
        url_path__endswith=f"/{'/'.join(slugs)}/",
        slug=slugs[-1],
    )
    return pages.filter(locale__language_code=reading_language()).first()


# --- Answers ----------------------------------------------------------------------------------
def _answer(request: HttpRequest, status: HTTPStatus, **context: object) -> HttpResponse:
    context |= {"page_kind": f"error-{status.value}"}
    return render(request, f"{status.value}.html", context, status=status.value)


def _from_file(name: str, request: HttpRequest) -> str:
    """The page with the reader's language first and the number under which the log has it."""
    page = (Path(settings.ROOT) / "static" / "errors" / name).read_text(encoding="utf-8")
    languages = [code for code, _name in settings.LANGUAGES]
    languages.sort(key=lambda code: code != reading_language())
    sections = {match[1]: match[0] for match in SECTION.finditer(page)}
    chosen = "".join(sections[code] for code in languages if code in sections)
    page = SECTION.sub("", page).replace(REFERENCE, f"{chosen}{REFERENCE}")
    number = request.headers.get("X-Request-ID", "")
    return page.replace(REFERENCE, f"<p><code>{escape(number)}</code></p>" if number else "")
