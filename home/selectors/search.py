"""The search until the search engine comes: words in titles and summaries, counted by type."""

from typing import Any

from django.db.models import Case, F, IntegerField, Value, When
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale

from common.paging import page_of
from common.reader import viewer_of
from home.selectors.rows import EVERYTHING, as_row, rows_for, type_facet
from taxonomy.facets import FacetSet, Sort, TermFacet, keyword_condition, keywords
from taxonomy.models import Country, Theme

NEWEST = F("first_published_at").desc(nulls_last=True)
SORTS = [
    Sort("best", _("Best match"), ("where", NEWEST, "-pk")),
    Sort("newest", _("Newest first"), (NEWEST, "-pk")),
]
FIELDS = ("title", "summary")
FACETS = [
    type_facet(EVERYTHING),
    TermFacet("theme", _("Theme"), path="theme_links__term", model=Theme),
    TermFacet("country", _("Country"), path="country_links__term", model=Country),
]


def search_context(request: HttpRequest) -> dict[str, Any]:
    """What the search page shows: nothing before something is asked. Three queries."""
    text = request.GET.get("q", "")
    in_title = keyword_condition(text, ["title"])
    first = [When(in_title, then=Value(0))] if in_title else []
    pages = rows_for(viewer_of(request), Locale.get_active(), EVERYTHING).annotate(
        where=Case(*first, default=Value(1), output_field=IntegerField())
    )
    facets = FacetSet(pages, FACETS, request.GET, fields=FIELDS, sorts=SORTS)
    if not facets.active:
        return {"facets": facets, "listed": None, "words": []}
    listed = page_of(facets.results, request, total=facets.total)
    listed.object_list = [as_row(page, request) for page in listed.object_list]
    words = keywords(text)
    return {"facets": facets, "listed": listed, "words": words if len(words) > 1 else []}
