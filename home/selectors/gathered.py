"""Everything that speaks of a theme or a country, by type, counted before the click."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, QuerySet, Window
from django.db.models.functions import RowNumber
from django.http import HttpRequest
from django.urls import reverse
from wagtail.models import Locale, Page

from common.languages import reading_language
from common.querysets import BasePageQuerySet
from home.selectors.rows import CONTENT, PageRow, as_row, rows_for
from taxonomy.models import PageCountry, PageTheme

if TYPE_CHECKING:
    from common.typing import AnyUser
    from taxonomy.models import Country, Theme

SHOWN = 5  # of each type
NEWEST = (F("dated").desc(), F("first_published_at").desc(nulls_last=True), F("pk").desc())
# The section that lists a type with filters; its slug is locked. Others are listed by the search.
SECTION_OF = {
    "resource": "library/",
    **dict.fromkeys(("event", "news", "blog", "interview"), "whats-new/"),
}


@dataclass(frozen=True, slots=True)
class Gathered:
    """The newest rows of one type, how many there are, and where all of them stand."""

    key: str
    label: str
    rows: list[PageRow]
    count: int
    list_url: str

    @property
    def has_more(self) -> bool:
        return self.count > len(self.rows)


def about_theme(theme: "Theme", *, viewer: "AnyUser", locale: Locale) -> BasePageQuerySet:
    """All that speaks of `theme`."""
    return _linked(PageTheme.objects.filter(term=theme), viewer, locale)


def about_country(country: "Country", *, viewer: "AnyUser", locale: Locale) -> BasePageQuerySet:
    """All that speaks of `country`."""
    return _linked(PageCountry.objects.filter(term=country), viewer, locale)


def _linked(links: QuerySet[Any], viewer: "AnyUser", locale: Locale) -> BasePageQuerySet:
    return rows_for(viewer, locale).filter(pk__in=links.values("page"))


def by_type(pages: BasePageQuerySet, request: HttpRequest, *, narrowed: str) -> list[Gathered]:
    """The newest five of each type with the number of all. One query for all types.

    `narrowed` is what the lists' addresses say of `pages`: `theme=diaspora`.
    """
    numbered = pages.annotate(
        place=Window(RowNumber(), partition_by="content_type", order_by=NEWEST),
        number=Window(Count("pk"), partition_by="content_type"),
    )
    found: dict[type[Page], list[Page]] = {}
    for page in numbered.filter(place__lte=SHOWN).order_by("place"):
        found.setdefault(page.specific_class, []).append(page)
    return [
        Gathered(
            key=type_.code,
            label=str(type_.many),
            rows=[as_row(page, request) for page in found[model]],
            count=found[model][0].number,
            list_url=_list_url(type_.code, narrowed),
        )
        for model, type_ in CONTENT.items()
        if model in found
    ]


def _list_url(key: str, narrowed: str) -> str:
    section = SECTION_OF.get(key)
    if section is None:
        return search_url(key, narrowed)
    type_ = f"type={key}&" if section == "whats-new/" else ""
    return f"/{reading_language()}/{section}?{type_}{narrowed}"


def search_url(key: str, narrowed: str) -> str:
    """Where the search lists all things of the type `key`."""
    return f"{reverse('search')}?type={key}&{narrowed}"


def counts_by_term(
    link: type[PageTheme] | type[PageCountry], *, viewer: "AnyUser", locale: Locale
) -> dict[int, int]:
    """{term: how many pages speak of it} for all terms of a vocabulary. One query."""
    pages = rows_for(viewer, locale).order_by().values("pk")
    rows = link.objects.filter(page__in=pages).values("term").annotate(number=Count("page"))
    return {row["term"]: row["number"] for row in rows}
