"""The glossary is the one page of this app that no editor makes."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from taxonomy.selectors import glossary_letters


@require_safe
def glossary(request: HttpRequest) -> HttpResponse:
    """All words from A to Z on one page, so that it can be searched and printed whole."""
    context = {"letters": glossary_letters(), "page_kind": "glossary"}
    return render(request, "taxonomy/glossary.html", context)
