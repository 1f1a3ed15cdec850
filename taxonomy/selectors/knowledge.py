"""Tips and country cards as pages show them, in the reader's language."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch, QuerySet
from wagtail.models import Page

from common.querysets import BasePageQuerySet
from taxonomy.models import Country, CountryCard, Finding, Theme, Tip, TipGroup, TipSeeAlso
from taxonomy.selectors.languages import (
    labels,
    language_to_say,
    read_in_language,
)

if TYPE_CHECKING:
    from common.typing import AnyUser


@dataclass(frozen=True, slots=True)
class ReadOn:
    """A page or address to read on (R17)."""

    label: str
    url: str
    lang: str = ""


@dataclass(frozen=True, slots=True)
class TipCard:
    """A tip as printed. `anchor` is the same in every language; `lang` is empty or to be said."""

    anchor: str
    title: str
    text: str
    group: TipGroup
    countries: list[Country]
    residence_countries: list[Country]
    credited_to: str
    see_also: list[ReadOn]
    lang: str


@dataclass(frozen=True, slots=True)
class TipCluster:
    """A group with its tips."""

    group: TipGroup
    tips: list[TipCard]


@dataclass(frozen=True, slots=True)
class CardFinding:
    text: str
    themes: list[Theme]


@dataclass(frozen=True, slots=True)
class CountryCardData:
    """A country card as printed; `tips` are titles to link at the tips' anchors."""

    anchor: str
    country: Country
    findings: list[CardFinding]
    tips: list[TipCard]
    source: str
    year: int | None
    lang: str


def tip_clusters(*, viewer: "AnyUser") -> list[TipCluster]:
    """All tips by group, in order. Seven queries, whatever their number."""
    tips = tip_cards(viewer=viewer)
    clusters: dict[int, TipCluster] = {}
    for tip in tips:
        clusters.setdefault(tip.group.pk, TipCluster(tip.group, [])).tips.append(tip)
    return list(clusters.values())


def tip_cards(
    *,
    viewer: "AnyUser",
    group: str = "",
    country: Country | None = None,
    theme: Theme | None = None,
    chosen: Iterable[Any] = (),
) -> list[TipCard]:
    """The tips of one group (its code), country or theme, or those `chosen` (tips or keys of
    their translations), in order. At most seven queries.

    Pages to read on that `viewer` may not open are left out.
    """
    tips = Tip.objects.all()
    if group:
        tips = tips.filter(group__in=TipGroup.objects.meant_by(group))
    if country:
        tips = tips.filter(countries=country)
    if theme:
        tips = tips.filter(themes=theme)
    if keys := [getattr(one, "translation_key", one) for one in chosen]:
        tips = tips.filter(translation_key__in=keys)
    found = read_in_language(
        tips.select_related("group").prefetch_related("countries", "residence_countries")
    )
    read_on = _read_on(found, viewer)
    return [_tip_card(tip, read_on[tip.pk]) for tip in found]


def country_cards(
    *,
    viewer: "AnyUser",
    country: Country | None = None,
    theme: Theme | None = None,
    chosen: Iterable[Any] = (),
    with_tips: bool = True,
) -> list[CountryCardData]:
    """The cards of one country, those with a finding on one theme, or those `chosen`, in order.

    At most six queries, three without tips: for pages that list the tips themselves. Tips come
    without what to read on: the tip itself has it.
    """
    cards = CountryCard.objects.all()
    if country:
        cards = cards.filter(country=country)
    if theme:
        cards = cards.filter(pk__in=Finding.objects.filter(themes=theme).values("card"))
    if keys := [getattr(one, "translation_key", one) for one in chosen]:
        cards = cards.filter(translation_key__in=keys)
    findings = Prefetch("findings", queryset=Finding.objects.prefetch_related("themes"))
    cards = cards.select_related("country").prefetch_related(findings)
    found = read_in_language(cards.prefetch_related("tips") if with_tips else cards)
    keys_of = {
        card.pk: [tip.translation_key for tip in card.tips.all()] if with_tips else []
        for card in found
    }
    tips = {
        tip.translation_key: _tip_card(tip, [], with_places=False)
        for tip in _tips_named(key for keys in keys_of.values() for key in keys)
    }
    return [
        CountryCardData(
            anchor=card.anchor,
            country=card.country,
            findings=[
                CardFinding(one.text, labels(one.themes.all())) for one in card.findings.all()
            ],
            tips=[tips[key] for key in tips if key in keys_of[card.pk]],
            source=card.source,
            year=card.year,
            lang=language_to_say(card),
        )
        for card in found
    ]


def _tips_named(keys: Iterable[Any]) -> list[Tip]:
    wanted = set(keys)
    if not wanted:
        return []
    tips = Tip.objects.filter(translation_key__in=wanted).select_related("group")
    return read_in_language(tips)


def _tip_card(tip: Tip, see_also: list[ReadOn], *, with_places: bool = True) -> TipCard:
    return TipCard(
        anchor=tip.anchor,
        title=tip.title,
        text=tip.text,
        group=tip.group,
        countries=labels(tip.countries.all()) if with_places else [],
        residence_countries=labels(tip.residence_countries.all()) if with_places else [],
        credited_to=tip.credited_to,
        see_also=see_also,
        lang=language_to_say(tip),
    )


def _read_on(tips: list[Tip], viewer: "AnyUser") -> dict[int, list[ReadOn]]:
    """What to read on after each tip. At most three queries."""
    links = list(
        TipSeeAlso.objects.filter(tip__in=[tip.pk for tip in tips])
        .select_related("page")
        .order_by("sort_order", "pk")
    )
    pages = _pages_in_language((link.page.translation_key for link in links if link.page), viewer)
    found: dict[int, list[ReadOn]] = defaultdict(list)
    for link in links:
        if link.url:
            found[link.tip_id].append(ReadOn(link.label or link.url, link.url))
        elif page := pages.get(link.page.translation_key):
            label = link.label if page.pk == link.page_id else ""
            found[link.tip_id].append(
                ReadOn(label or page.title, page.url or "", language_to_say(page))
            )
    return found


def _pages_in_language(keys: Iterable[Any], viewer: "AnyUser") -> dict[Any, Page]:
    """The visible pages of these translation keys, each in the reader's language where it can."""
    wanted = set(keys)
    if not wanted:
        return {}
    visible: QuerySet[Page] = BasePageQuerySet(Page).visible_to(viewer)
    pages = visible.filter(translation_key__in=wanted).order_by("pk")
    return {page.translation_key: page for page in read_in_language(pages)}
