"""What is new: pages of several types in one list, sorted by the database.

The list is rows of Wagtail's own page table, so it costs the same for one type and for ten: one
query, never the union of all that there is.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Count, DateField, Expression, F, Model
from django.db.models.functions import Cast, Coalesce, ExtractYear, TruncDate
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale, Page

from common.feeds import FEED_SIZE, FeedItem, page_item
from common.languages import reading_locale, reading_url
from common.paging import page_of
from common.partial_dates import PartialDate
from common.querysets import BasePageQuerySet
from common.reader import viewer_of
from events.models import EventIndexPage, EventPage
from home.selectors.rows import CONTENT, PageRow, as_row, rows_for, type_facet
from news.models import (
    BlogIndexPage,
    BlogPage,
    InterviewIndexPage,
    InterviewPage,
    NewsIndexPage,
    NewsPage,
)
from taxonomy.facets import FacetSet, Sort, TermFacet, YearFacet
from taxonomy.models import Country, Theme

if TYPE_CHECKING:
    from common.typing import AnyUser
    from home.models import WhatsNewPage

# The lists below the stream are its tabs, each with the type it holds.
TABS = {
    NewsIndexPage: NewsPage,
    BlogIndexPage: BlogPage,
    InterviewIndexPage: InterviewPage,
    EventIndexPage: EventPage,
}
STREAM_TYPES = list(TABS.values())
# News and blog entries name their day; of the others the day they came counts.
DAY = Coalesce(
    "newspage__date",
    "blogpage__date",
    # In UTC for everybody: lists are kept for readers of many zones.
    TruncDate("first_published_at", tzinfo=UTC),
    output_field=DateField(),
)
NEWEST = (F("day").desc(nulls_last=True), F("first_published_at").desc(nulls_last=True), "-pk")
SORTS = [
    Sort("newest", _("Newest first"), NEWEST),
    Sort("title", _("Title, A to Z"), ("title", "pk")),
]


class StreamYearFacet(YearFacet):
    """The year of the day that a row shows."""

    def value(self, model: type[Model]) -> Expression:
        return Cast(ExtractYear(DAY), CharField())


FACETS = [
    type_facet({model: CONTENT[model] for model in STREAM_TYPES}),
    TermFacet("theme", _("Theme"), path="theme_links__term", model=Theme),
    TermFacet("country", _("Country"), path="country_links__term", model=Country),
    StreamYearFacet("year", _("Year"), path="first_published_at"),
]


def stream(viewer: "AnyUser", locale: Locale) -> BasePageQuerySet:
    """News, blog, interviews and events for `viewer`, newest first; rows know their `day`."""
    return rows_for(viewer, locale, STREAM_TYPES).annotate(day=DAY).order_by(*NEWEST)


def as_stream_row(page: Page, request: HttpRequest | None) -> PageRow:
    """A row that is dated by the day on which it was new."""
    day: date | None = page.day
    dated = PartialDate(day.year, day.month, day.day) if day else None
    return replace(as_row(page, request), dated=dated)


def newest(viewer: "AnyUser", locale: Locale, request: HttpRequest, n: int) -> list[PageRow]:
    """The newest `n` of all. One query."""
    return [as_stream_row(page, request) for page in stream(viewer, locale)[:n]]


# --- The page ---------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Tab:
    """A list below the stream, and how much it holds."""

    title: str
    url: str
    count: int


def whats_new_context(page: "WhatsNewPage", request: HttpRequest) -> dict[str, Any]:
    """The stream with its filters, twenty a page, and its tabs. Four or five queries."""
    viewer, locale = viewer_of(request), reading_locale(page)
    facets = FacetSet(stream(viewer, locale), FACETS, request.GET, sorts=SORTS)
    listed = page_of(facets.results, request, total=facets.total)
    listed.object_list = [as_stream_row(one, request) for one in listed.object_list]
    return {"facets": facets, "listed": listed, "tabs": tabs_of(page, viewer, request)}


def tabs_of(page: "WhatsNewPage", viewer: "AnyUser", request: HttpRequest) -> list[Tab]:
    """The lists below `page` that `viewer` may open, in their order. Two queries."""
    counts = counts_by_type(viewer, reading_locale(page))
    lists = BasePageQuerySet(Page).visible_to(viewer).child_of(page).order_by("path")
    return [
        Tab(one.title, reading_url(one, request), counts[TABS[one.specific_class]])
        for one in lists
        if one.specific_class in TABS
    ]


def counts_by_type(viewer: "AnyUser", locale: Locale) -> dict[type[Page], int]:
    """How many of each type the stream holds. One query."""
    rows = stream(viewer, locale).order_by().values("content_type").annotate(number=Count("pk"))
    counted = {row["content_type"]: row["number"] for row in rows}
    types = ContentType.objects.get_for_models(*STREAM_TYPES)
    return {model: counted.get(types[model].pk, 0) for model in STREAM_TYPES}


def feed_items(page: "WhatsNewPage", request: HttpRequest) -> list[FeedItem]:
    """The newest that anybody may read (SEC13). Two queries."""
    pages: Iterable[Page] = stream(AnonymousUser(), page.locale)[:FEED_SIZE]
    return [page_item(one, request, published=one.day) for one in pages]
