"""The pages that gather: themes, countries, tips."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q, Window
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.collation import sort_key
from common.drawing import map_key, world_map_svg
from common.languages import reading_language, reading_locale, reading_url
from common.reader import viewer_of
from forum.selectors.elsewhere import topics_about
from forum.selectors.own import follows_theme
from home.models import CountryPage, ThemePage
from home.selectors import gathered
from members.models import Organisation
from taxonomy.models import Country, GlossaryTerm, PageCountry, PageTheme, Tip
from taxonomy.selectors import country_cards, tip_cards
from taxonomy.selectors.languages import language_to_say, read_in_language
from taxonomy.world import world

if TYPE_CHECKING:
    from common.typing import AnyUser
    from home.models import CountryIndexPage, ThemeIndexPage

ORGANISATIONS = 12  # named on a country page


@dataclass(frozen=True, slots=True)
class TipTitle:
    """A tip as a link to where it stands in full."""

    title: str
    url: str
    lang: str


@dataclass(frozen=True, slots=True)
class HubLink:
    """A theme or country page with the number of things it gathers."""

    title: str
    url: str
    summary: str
    count: int
    term: Any


# --- Themes -----------------------------------------------------------------------------------
def theme_index_context(page: "ThemeIndexPage", request: HttpRequest) -> dict[str, Any]:
    """All themes in order, those that run through all others apart. Two queries."""
    links = theme_links(reading_locale(page), viewer=viewer_of(request), request=request)
    return {
        "themes": [one for one in links if not one.term.cross_cutting],
        "cross_cutting": [one for one in links if one.term.cross_cutting],
    }


def theme_links(locale: Any, *, viewer: "AnyUser", request: HttpRequest) -> list[HubLink]:
    """Every theme that is offered and has a page `viewer` may open. Two queries."""
    pages = ThemePage.objects.visible_to(viewer).in_language(locale).filter(theme__active=True)
    counts = gathered.counts_by_term(PageTheme, viewer=viewer, locale=locale)
    return [
        HubLink(
            one.theme.label,
            reading_url(one, request),
            one.summary,
            counts.get(one.theme_id, 0),
            one.theme,
        )
        for one in pages.select_related("theme", "locale").order_by("theme__order", "pk")
    ]


def theme_context(page: ThemePage, request: HttpRequest) -> dict[str, Any]:
    """What is there about the theme, by type; topics, tips, and words explained. Four queries.

    Rights of rooms cost one more, and for members whether they follow it.
    """
    viewer, locale = viewer_of(request), reading_locale(page)
    pages = gathered.about_theme(page.theme, viewer=viewer, locale=locale)
    return {
        "gathered": gathered.by_type(pages, request, narrowed=f"theme={page.theme.code}"),
        "topics": topics_about(viewer, theme=page.theme_id),
        "topics_url": gathered.search_url("topic", f"theme={page.theme.code}"),
        "follows": follows_theme(viewer, page.theme_id),
        "tips": tip_titles(Tip.objects.filter(themes=page.theme)),
        "words": read_in_language(GlossaryTerm.objects.filter(themes=page.theme)),
        "contribute_url": section_url("contribute"),
    }


def tip_titles(tips: Any) -> list[TipTitle]:
    """Tips as links to their clusters, in order. One query."""
    return [
        TipTitle(tip.title, tip_url(tip.group.code, tip.anchor), language_to_say(tip))
        for tip in read_in_language(tips.select_related("group"))
    ]


def section_url(slug: str) -> str:
    """The address of a section below the front page, in the reader's language; slugs are locked."""
    return f"/{reading_language()}/{slug}/"


def tip_url(group: str, anchor: str) -> str:
    """Where a tip stands: the address of its cluster, and its anchor there."""
    return f"{section_url('tips')}{group}/#{anchor}"


# --- Countries --------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class RegionGroup:
    """The countries of a part of the world, by name."""

    name: str
    anchor: str
    countries: list[HubLink]


def country_index_context(page: "CountryIndexPage", request: HttpRequest) -> dict[str, Any]:
    """Countries by region and by name, with what each has; the same for the map. Two queries."""
    viewer = viewer_of(request)
    links = country_links(reading_locale(page), viewer=viewer, request=request)
    counted = [link for link in links if link.count]
    return {
        "regions": by_region(links),
        "counted": counted,
        "world": world_map(counted),
        "key": map_key({link.term.code: link.count for link in counted}),
    }


def world_map(links: list[HubLink]) -> SafeString:
    """The map of what there is about each country; the table beside it says the same."""
    items = {
        link.term.code: ngettext(
            "%(country)s: %(count)d item", "%(country)s: %(count)d items", link.count
        )
        % {"country": link.title, "count": link.count}
        for link in links
    }
    return world_map_svg(
        world(),
        {link.term.code: link.count for link in links},
        items,
        {link.term.code: link.url for link in links},
        name=_("World map of what there is about each country. The table holds the same numbers."),
    )


def country_links(locale: Any, *, viewer: "AnyUser", request: HttpRequest) -> list[HubLink]:
    """Every country with a page that `viewer` may open, most things first. Two queries."""
    pages = CountryPage.objects.visible_to(viewer).in_language(locale).filter(country__active=True)
    counts = gathered.counts_by_term(PageCountry, viewer=viewer, locale=locale)
    links = [
        HubLink(
            one.country.label,
            reading_url(one, request),
            one.summary,
            counts.get(one.country_id, 0),
            one.country,
        )
        for one in pages.select_related("country__region__parent", "locale")
    ]
    return sorted(links, key=lambda link: (-link.count, sort_key(link.title)))


def by_region(links: Iterable[HubLink]) -> list[RegionGroup]:
    """`links` by the part of the world they lie in, both in order of reading."""
    groups: dict[Any, list[HubLink]] = {}
    for link in links:
        region = link.term.region
        groups.setdefault(region.parent or region if region else None, []).append(link)
    ordered = sorted(groups, key=lambda one: (one is None, one and one.order, one and one.label))
    return [
        RegionGroup(
            name=region.label if region else _("Elsewhere"),
            anchor=region.code if region else "elsewhere",
            countries=sorted(groups[region], key=lambda link: sort_key(link.title)),
        )
        for region in ordered
    ]


def country_context(page: CountryPage, request: HttpRequest) -> dict[str, Any]:
    """Card, tips, what is there by type, topics, organisations. At most seven queries.

    Rights of rooms cost one more.
    """
    viewer, locale, country = viewer_of(request), reading_locale(page), page.country
    pages = gathered.about_country(country, viewer=viewer, locale=locale)
    # What a card points at stands among the tips of the country, not twice on the page.
    here = Tip.objects.filter(
        Q(countries=country) | Q(residence_countries=country) | Q(country_cards__country=country)
    ).distinct()
    organisations = organisations_in(country)
    return {
        "gathered": gathered.by_type(pages, request, narrowed=f"country={country.code}"),
        "topics": topics_about(viewer, country=country.pk),
        "topics_url": gathered.search_url("topic", f"country={country.code}"),
        "cards": country_cards(viewer=viewer, country=country, with_tips=False),
        "tips": tip_titles(here),
        "organisations": organisations,
        "organisation_count": organisations[0].number if organisations else 0,
        "tips_url": section_url("tips"),
        "contribute_url": section_url("contribute"),
    }


def organisations_in(country: Country) -> list[Organisation]:
    """The first organisations that sit or work in `country`; each knows the `number` of all."""
    there = Organisation.objects.filter(Q(seat_country=country) | Q(countries=country))
    found = Organisation.objects.filter(pk__in=there.values("pk"))
    return list(found.annotate(number=Window(Count("pk"))).order_by("name")[:ORGANISATIONS])


# --- Tips -------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class ClusterLink:
    """A cluster of tips with the titles in it."""

    title: str
    url: str
    tips: list[TipTitle]


def tips_context(request: HttpRequest) -> dict[str, Any]:
    """The clusters with their titles, and what was found country by country."""
    clusters: dict[str, ClusterLink] = {}
    for tip in read_in_language(Tip.objects.select_related("group")):
        code = tip.group.code
        here = f"{section_url('tips')}{code}/"
        cluster = clusters.setdefault(code, ClusterLink(tip.group.label, here, []))
        url = tip_url(code, tip.anchor)
        cluster.tips.append(TipTitle(tip.title, url, language_to_say(tip)))
    return {
        "clusters": list(clusters.values()),
        "cards": country_cards(viewer=viewer_of(request)),
    }


def cluster_context(request: HttpRequest, code: str) -> dict[str, Any]:
    """The tips of one cluster in full; no tips for a code that nobody knows."""
    tips = tip_cards(viewer=viewer_of(request), group=code)
    return {"tips": tips, "group": tips[0].group if tips else None}
