"""Which countries our content speaks of, and which of them it joins: for map and horizon.

Of what anybody may read, counted within the last ten minutes.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.cache import caches
from django.db.models import CharField, Count, F, QuerySet, Value
from django.utils.safestring import SafeString
from wagtail.models import Page

from common.drawing import Bond, horizon_svg, world_image_svg
from common.languages import reading_language
from common.parts import part, release
from common.querysets import BasePageQuerySet
from home.selectors.rows import CONTENT, announced, content_types
from taxonomy.models import Country, PageCountry, Tip
from taxonomy.world import world

KEPT_FOR = 600  # seconds
KEY = "home:world"
LARGEST = 5
MOST_ARCS = 3  # that end in one country
NAMES = ("name", *(f"name_{language}" for language in Country.LANGUAGES))
TEXT = CharField()


@dataclass(frozen=True, slots=True)
class Counted:
    """A country with a page, and how many things speak of it."""

    country: Country
    number: int

    @property
    def title(self) -> str:
        return self.country.label

    @property
    def url(self) -> str:
        """Its page in the reader's language; slugs of sections and countries are locked."""
        return f"/{reading_language()}/countries/{self.country.slug}/"


@dataclass(frozen=True, slots=True)
class WorldFacts:
    """Countries with most things first, and pairs that our content joins, most often first."""

    countries: list[Counted]
    bonds: list[Bond]


@dataclass(frozen=True, slots=True)
class CountryLine:
    """A country as the front page names it."""

    title: str
    url: str
    number: int


@dataclass(frozen=True, slots=True)
class WorldInShort:
    """What the front page shows: the first countries, and the drawing of the pairs."""

    largest: list[CountryLine]
    horizon: SafeString  # empty without any


def in_short() -> WorldInShort:
    """The world for the front page, in the reader's language. One query at most."""
    return part("world", viewer=None, make=_in_short)


def _in_short() -> WorldInShort:
    counted = facts()
    codes = (one.country.code for one in counted.countries)
    return WorldInShort(
        [CountryLine(one.title, one.url, one.number) for one in counted.countries[:LARGEST]],
        horizon_svg(world().longitudes, counted.bonds, codes),
    )


def facts() -> WorldFacts:
    """The world as our content has it. One query at most, none while it is kept."""
    store, key = caches["pages"], f"{KEY}:{release()}"
    kept = store.get(key)
    if kept is None:
        kept = _read()
        store.set(key, kept, KEPT_FOR)
    return kept


def map_image() -> str:
    """The map for `<img>`: how much there is about each country."""
    return world_image_svg(world(), {one.country.code: one.number for one in facts().countries})


def _read() -> WorldFacts:
    pages = announced(BasePageQuerySet(Page).visible_to(AnonymousUser()))
    links = PageCountry.objects.filter(
        page__in=pages.filter(content_type__in=content_types(CONTENT)).values("pk"),
        term__active=True,
    )
    shared = links.filter(
        page__country_links__term__active=True,
        page__country_links__term__code__gt=F("term__code"),
    )
    lived = Tip.objects.filter(countries__active=True, residence_countries__active=True)
    rows = _rows(
        links.filter(term__hubs__live=True), "country", "term__code", "", "page__translation_key"
    ).union(
        _rows(
            shared,
            "shared",
            "term__code",
            "page__country_links__term__code",
            "page__translation_key",
        ),
        _rows(lived, "lived", "countries__code", "residence_countries__code", "translation_key"),
        all=True,
    )
    ordered = sorted(rows, key=lambda row: (-row[3], row[1], row[2]))
    return WorldFacts(
        countries=[
            Counted(Country(code=code, **dict(zip(NAMES, names, strict=True))), number)
            for kind, code, _other, number, *names in ordered
            if kind == "country"
        ],
        # Above the line who lives where, below it what is shared.
        bonds=_varied(
            Bond(one, other, is_return=kind == "shared")
            for kind, one, other, *_rest in ordered
            if kind != "country"
        ),
    )


def _varied(bonds: Iterable[Bond]) -> list[Bond]:
    """At most three arcs a country above the line and three below: a meeting of eleven countries
    joins fifty-five pairs, and would hide all others.
    """
    taken: Counter[tuple[str, bool]] = Counter()
    kept = []
    for bond in bonds:
        ends = [(bond.start, bond.is_return), (bond.end, bond.is_return)]
        if all(taken[end] < MOST_ARCS for end in ends):
            taken.update(ends)
            kept.append(bond)
    return kept


def _rows(links: QuerySet[Any], kind: str, one: str, other: str, key: str) -> QuerySet[Any]:
    """Rows of (kind, one code, other code, number, names of the one); translations count once."""
    path = one.removesuffix("code") if kind == "country" else ""
    columns = {
        "row_kind": Value(kind, TEXT),
        "row_one": F(one),
        "row_other": F(other) if other else Value("", TEXT),
    }
    names = {f"row_{name}": F(f"{path}{name}") if path else Value("", TEXT) for name in NAMES}
    grouped = links.order_by().annotate(**columns, **names).values(*columns, *names)
    counted = grouped.annotate(row_number=Count(key, distinct=True))
    return counted.values_list(*columns, "row_number", *names)
