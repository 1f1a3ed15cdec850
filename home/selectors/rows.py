"""Pages of many types as one kind of row: for lists that gather, and for the search."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date
from typing import TYPE_CHECKING, Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Case, CharField, Expression, F, Model, Q, Value, When
from django.db.models.functions import Cast, Coalesce, NullIf, TruncDate
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale, Page

from common.indexing import Kind
from common.languages import foreign_language, reading_url
from common.partial_dates import PartialDate
from common.querysets import BasePageQuerySet
from events import indexing as events
from events.models import EventPage
from forum import discussion_indexing as discussions
from forum.models import ANNOUNCED_STATES, EDiscussionPage
from home import indexing as own
from home.models import (
    AboutPage,
    CountryPage,
    DoorPage,
    MilestonesPage,
    StandardPage,
    ThemePage,
    TipsPage,
)
from learning import indexing as learning
from learning.models import CoursePage
from library import indexing as library
from library.models import CollectionPage, ResourcePage, SeriesPage
from news import indexing as news
from news.models import BlogPage, InterviewPage, InterviewSeriesPage, NewsPage
from taxonomy.facets import ValueFacet

if TYPE_CHECKING:
    from common.typing import AnyUser


# In the order in which lists by type stand.
CONTENT: dict[type[Page], Kind] = {
    ResourcePage: library.RESOURCE,
    CollectionPage: library.COLLECTION,
    SeriesPage: library.SERIES,
    CoursePage: learning.COURSE,
    EDiscussionPage: discussions.DISCUSSION,
    EventPage: events.EVENT,
    NewsPage: news.NEWS,
    BlogPage: news.BLOG,
    InterviewPage: news.INTERVIEW,
    InterviewSeriesPage: news.SERIES,
}
SECTIONS: dict[type[Page], Kind] = {
    ThemePage: own.THEME,
    CountryPage: own.COUNTRY,
    DoorPage: own.PAGE,
    TipsPage: own.PAGE,
    AboutPage: own.PAGE,
    MilestonesPage: own.PAGE,
    StandardPage: own.PAGE,
}
EVERYTHING = CONTENT | SECTIONS


def _column(name: str, models: list[type[Page]]) -> list[Any]:
    """The field `name` of each type's own table, as text without empty ones."""
    text = CharField()
    paths = (f"{model._meta.model_name}__{name}" for model in models)
    return [NullIf(Cast(F(path), text), Value("")) for path in paths]


SUMMARY = Coalesce(*_column("summary", list(EVERYTHING)), Value(""))
# As far as it is known: a day, a month or a year, as ISO 8601 writes it.
OPENS = TruncDate("ediscussionpage__discussion__opens_at", tzinfo=UTC)
DATED = Coalesce(
    *_column("date", [ResourcePage, NewsPage, BlogPage, InterviewPage]),
    Cast(OPENS, CharField()),
    *_column("start", [EventPage]),
    *_column("month", [InterviewSeriesPage]),
    Value(""),
)


@dataclass(frozen=True, kw_only=True, eq=False)
class TypeFacet(ValueFacet):
    """The type of a page, by its word in addresses."""

    types: Mapping[type[Page], Kind]

    def value(self, model: type[Model]) -> Expression:
        text = CharField()
        words = (
            When(content_type=kind, then=Value(self.types[model].code, text))
            for model, kind in ContentType.objects.get_for_models(*self.types).items()
        )
        return Case(*words, output_field=text)


def type_facet(types: Mapping[type[Page], Kind]) -> TypeFacet:
    """The facet that tells `types` apart; types of one word are one choice."""
    words = {type_.code: type_.many for type_ in types.values()}
    return TypeFacet(
        "type", _("Type"), path="content_type", choices=tuple(words.items()), types=types, shown=12
    )


def announced(pages: BasePageQuerySet) -> BasePageQuerySet:
    """`pages` without discussions in preparation or called off: their list has none either."""
    is_other, discussion = Q(ediscussionpage__isnull=True), "ediscussionpage__discussion__state__in"
    return pages.filter(is_other | Q(**{discussion: ANNOUNCED_STATES}))


def content_types(models: Any) -> list[ContentType]:
    """Kept in memory by Django: no query after the first."""
    return list(ContentType.objects.get_for_models(*models).values())


def rows_for(viewer: "AnyUser", locale: Locale, types: Any = CONTENT) -> BasePageQuerySet:
    """Pages of these types that `viewer` may see, in the reader's language or as the original.

    Rows of Wagtail's own table, with `summary` and `dated` brought along.
    """
    pages = BasePageQuerySet(Page).visible_to(viewer).in_language(locale)
    found = pages.filter(content_type__in=content_types(types))
    if EDiscussionPage in types:
        found = announced(found)
    return found.annotate(summary=SUMMARY, dated=DATED).select_related("locale")


@dataclass(frozen=True, slots=True)
class PageRow:
    """A page in a list. `lang` is empty if the page has the reader's language."""

    kind: str
    label: str
    title: str
    url: str
    summary: str
    lang: str
    dated: PartialDate | None
    page: Page


def as_row(page: Page, request: HttpRequest | None) -> PageRow:
    """The row of a page from `rows_for`; asks nothing."""
    return PageRow(
        kind=page.specific_class.kind(),
        label=str(EVERYTHING[page.specific_class].one),
        title=page.title,
        url=reading_url(page, request),
        summary=page.summary,
        lang=foreign_language(page),
        dated=_partial(page.dated),
        page=page,
    )


def _partial(dated: Any) -> PartialDate | None:
    """SQLite and PostgreSQL write a date as text alike: 2026-11-25."""
    if not dated:
        return None
    try:
        return PartialDate.parse(dated.isoformat() if isinstance(dated, date) else dated)
    except ValueError:
        return None  # written before the field was checked: better no date than an error
