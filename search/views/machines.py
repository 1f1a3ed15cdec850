"""The search for programs: JSON, suggestions, feed, description (search.md §19)."""

import uuid
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from common.feeds import FEED_SIZE, LONG_AGO, Feed, FeedItem, absolute, feed_response, identifier
from common.languages import reading_language
from search import log, suggesting
from search.access import anonymous_principal
from search.backends.base import Sort
from search.limits import SEARCHES, SUGGESTIONS, visitor_of
from search.request import BadParameter, SearchRequest, TooFar, from_params
from search.results import Hit, Results
from search.selectors import query
from search.views.answers import for_programs, for_this_reader, principal_of

A_DAY = 86_400  # seconds
OPENSEARCH = "application/opensearchdescription+xml"
# Names what is no page: entries and feeds keep their identifiers when addresses change (RFC 4287).
NAMESPACE = uuid.UUID("5b1c9f5e-6f0a-4d8a-9a38-52b3c4a7d0b6")


@for_programs
def api(request: HttpRequest) -> HttpResponse:
    """`/api/v1/search/?q=`: the same answer as the page's, by the same rights."""
    SEARCHES.take(visitor_of(request))
    lang = reading_language()
    asked = from_params(request.GET, lang, strict=True)
    found = query(asked, principal_of(request, lang))
    response = JsonResponse(_as_json(asked, found))
    log.after(response, request, asked, found)
    return response


@for_programs
def suggest(request: HttpRequest) -> HttpResponse:
    """`/<language>/search/suggest/?q=`: at most eight titles and searches that begin so."""
    SUGGESTIONS.take(visitor_of(request))
    lang = reading_language()
    typed = from_params(_only_words(request), lang).text
    entries = suggesting.entries(typed, principal_of(request, lang))
    body = [{"label": one.label, "url": one.url, "kind": one.kind} for one in entries]
    return JsonResponse(body, safe=False)


@for_this_reader
def feed(request: HttpRequest) -> HttpResponse:
    """`/<language>/search/feed/?q=`: what anybody finds, newest first, whoever asks (Atom)."""
    SEARCHES.take(visitor_of(request))
    lang = reading_language()
    try:
        asked = from_params(request.GET, lang)
    except TooFar as problem:
        raise Http404 from problem
    found = query(_newest_first(asked), anonymous_principal(lang))
    return feed_response(request, _as_feed(asked, found, lang), "atom")


@require_safe
@cache_control(public=True, max_age=A_DAY)
def description(request: HttpRequest) -> HttpResponse:
    """`/opensearch.xml`: browsers may offer this search in their own box (OpenSearch 1.1)."""
    name = escape(settings.SITE_NAME[:16])  # longer ones are not allowed
    page = escape(f"{settings.SITE_URL}/search/?q={{searchTerms}}")
    icon = escape(absolute(f"{settings.STATIC_URL}img/mark.svg"))
    text = escape(_("Guides, events, people and projects on migration and development"))
    body = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">'
        f"<ShortName>{name}</ShortName><Description>{text}</Description>"
        f"<InputEncoding>UTF-8</InputEncoding>"
        f'<Image type="image/svg+xml">{icon}</Image>'
        f'<Url type="text/html" template="{page}"/>'
        "</OpenSearchDescription>\n"
    )
    return HttpResponse(body, content_type=f"{OPENSEARCH}; charset=utf-8")


# --- JSON ---------------------------------------------------------------------------------------
def _as_json(asked: SearchRequest, found: Results) -> dict[str, Any]:
    """No score and no engine's name: neither is anybody's business (§19)."""
    if asked.page > found.pages:
        raise BadParameter("page")
    return {
        "query": asked.text,
        "total": found.total,
        "total_is_cut": found.total_is_cut,
        "page": found.page,
        "pages": found.pages,
        "results": [_hit(one) for one in found.hits],
        "facets": {
            facet.key: [
                {
                    "value": one.value,
                    "label": one.label,
                    "count": one.count,
                    "selected": one.is_selected,
                }
                for one in facet.values
            ]
            for facet in found.facets
        },
        "did_you_mean": found.did_you_mean or None,
        "relaxed": found.relaxed,
        "notices": [str(one.sentence) for one in found.notices],
    }


def _hit(hit: Hit) -> dict[str, Any]:
    return {
        "key": hit.key,
        "type": hit.type,
        "lang": hit.lang,
        "title": hit.title,
        "url": hit.url,
        "snippet_html": hit.snippet_html,
        "published_at": hit.published_at.isoformat() if hit.published_at else None,
        "byline": hit.byline or None,
    }


# --- Feed ---------------------------------------------------------------------------------------
def _newest_first(asked: SearchRequest) -> SearchRequest:
    """Feeds are read by date, and never page on."""
    return replace(asked, sort=Sort.DATE, page=1)


def _as_feed(asked: SearchRequest, found: Results, lang: str) -> Feed:
    canonical = asked.canonical()
    address = f"?{canonical}" if canonical else ""
    title = _("%(site)s: %(title)s") % {
        "site": settings.SITE_NAME,
        "title": asked.text or _("Search"),
    }
    return Feed(
        id=identifier(NAMESPACE, f"feed {lang} {canonical}"),
        title=title,
        url=reverse("search") + address,
        feed_url=reverse("search_feed") + address,
        language=lang,
        summary="",
        items=[_entry(one) for one in found.hits][:FEED_SIZE],
    )


def _entry(hit: Hit) -> FeedItem:
    moment = hit.published_at or hit.starts_at or LONG_AGO
    return FeedItem(
        id=identifier(NAMESPACE, hit.key),
        title=hit.title,
        url=hit.url,
        published=moment,
        updated=moment,
        language=hit.lang,
        authors=(hit.byline,) if hit.byline else (),
        categories=(hit.type,),
    )


def _only_words(request: HttpRequest) -> Any:
    params = request.GET.copy()
    for name in list(params):
        if name != "q":
            del params[name]
    return params
