"""Views that are no pages: the search, and what machines ask for."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from home.selectors.search import search_context


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """`/<language>/search/?q=`: words in titles and summaries (C5)."""
    return render(request, "home/search.html", {"page_kind": "search"} | search_context(request))
