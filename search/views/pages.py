"""The page of results, and the ways to it."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from common.languages import reading_language
from search import log
from search.backends.base import FACETS
from search.limits import SEARCHES, visitor_of
from search.request import MAX_PAGE, MAX_REPEATED, SearchRequest, TooFar, from_params
from search.selectors import query
from search.state import EXPAND, PageState
from search.views.answers import for_this_reader, principal_of, private


@for_this_reader
def results(request: HttpRequest) -> HttpResponse:
    """`/<language>/search/?q=`: what this reader finds. Whatever is typed has an answer (§21)."""
    SEARCHES.take(visitor_of(request))
    lang = reading_language()
    try:
        asked = from_params(request.GET, lang)
    except TooFar:
        return _too_far(request)
    found = query(asked, principal_of(request, lang))
    if asked.page > found.pages:
        return _too_far(request)
    expanded = [key for key in dict.fromkeys(request.GET.getlist(EXPAND)) if key in FACETS]
    state = PageState(asked, found, expanded)
    response = render(request, "search/results.html", _context(asked, state))
    log.after(response, request, asked, found)
    return response


@require_safe
def to_own_language(request: HttpRequest) -> HttpResponse:
    """`/search/`: the search in the reader's language, with what was asked."""
    query_string = request.META.get("QUERY_STRING", "")
    address = reverse("search") + (f"?{query_string}" if query_string else "")
    response = private(HttpResponseRedirect(address))
    response.headers["Vary"] = "Cookie, Accept-Language"
    return response


def _context(asked: SearchRequest, state: PageState) -> dict[str, Any]:
    canonical = asked.canonical()
    feed = reverse("search_feed")
    return {
        "page_kind": "search",
        "crumb": _("Search"),
        "asked": asked,
        "results": state.results,
        "state": state,
        "words": _words_apart(asked, state),
        "feed_url": f"{feed}?{canonical}" if canonical else feed,
        "save_url": f"{reverse('saved_searches')}?{canonical}",
    }


def _words_apart(asked: SearchRequest, state: PageState) -> list[tuple[str, str]]:
    """The words of a search that found nothing, each with its address; none for a single one."""
    if state.results.total:
        return []
    words = list(dict.fromkeys(word for word in asked.text.split() if word.isalnum()))[:6]
    return [(word, state.words_url(word)) for word in words] if len(words) > 1 else []


def _too_far(request: HttpRequest) -> HttpResponse:
    """404 for a page that is not there: the search is to be narrowed."""
    kept = [
        (name, value)
        for name in ("q", *FACETS, "sort")
        for value in request.GET.getlist(name)[:MAX_REPEATED]
    ]
    context = {
        "page_kind": "search",
        "crumb": _("Search"),
        "first_url": f"?{urlencode(kept)}",
        "query": request.GET.get("q", "")[:256],
        "most": MAX_PAGE,
    }
    return render(request, "search/too_far.html", context, status=404)
