"""What can be found of the site itself: its hubs and texts, tips and milestones."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from django.db.models import Model, Q
from django.db.models.signals import post_delete, post_save
from django.utils.translation import gettext_lazy as _
from wagtail.models import PageViewRestriction
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from common.audiences import PUBLIC
from common.indexing import (
    Kind,
    PageAdapter,
    RecordAdapter,
    SearchDoc,
    Trigger,
    leave_out,
    midnight,
    numbers_of,
    page_key,
    register,
)
from common.indexing.page_triggers import below_restriction
from common.indexing.pages import address_of, surround
from common.languages import address_in
from common.querysets import closed_paths
from home.models import (
    AboutPage,
    CountryIndexPage,
    CountryPage,
    DoorPage,
    HomePage,
    Milestone,
    MilestonesPage,
    StandardPage,
    ThemeIndexPage,
    ThemePage,
    TipsPage,
    WhatsNewPage,
)
from taxonomy.indexing import Regions, names_of
from taxonomy.models import Country, CountryCard, Finding, Region, Tag, Theme, Tip, TipGroup

if TYPE_CHECKING:
    from common.typing import AnyUser

THEME = Kind("theme", _("Theme"), _("Themes"))
COUNTRY = Kind("country", _("Country"), _("Countries"))
PAGE = Kind("page", _("Page"), _("Pages"))
TIP = Kind("tip", _("Tip"), _("Tips"))
MILESTONE = Kind("milestone", _("Milestone"), _("Milestones"))
# The year a section was opened tells nobody anything.
UNDATED: Mapping[str, Any] = {"year": None}

leave_out(HomePage, "the front page shows what stands elsewhere")
for _index in (WhatsNewPage, ThemeIndexPage, CountryIndexPage):
    leave_out(_index, "a list: what stands in it is found")


@register
class ThemeAdapter(PageAdapter):
    """The hub of a theme: what people ask about it."""

    model = ThemePage
    kinds = (THEME,)
    related = ("theme",)

    def words(self, row: Any) -> list[str]:
        return row.questions

    def labels(self, row: Any) -> list[str]:
        return names_of(row.theme)

    def facts(self, row: Any) -> Mapping[str, Any]:
        return {"themes": (row.theme.code,) if row.theme.is_offered else (), **UNDATED}

    def triggers(self) -> list[Trigger]:
        return [*super().triggers(), Trigger(post_save, Theme, _hubs_of)]


@register
class CountryAdapter(PageAdapter):
    """The hub of a country, with what was found there."""

    model = CountryPage
    kinds = (COUNTRY,)
    related = ("country",)

    def surround(self, rows: list[Any]) -> None:
        super().surround(rows)
        regions, found = Regions(), findings_by_page(rows)
        for row in rows:
            row.regions, row.findings = regions.from_up(row.country.region_id), found[row.pk]

    def words(self, row: Any) -> list[str]:
        return row.findings

    def labels(self, row: Any) -> list[str]:
        return [name for term in (row.country, *row.regions) for name in names_of(term)]

    def facts(self, row: Any) -> Mapping[str, Any]:
        own = [row.country] if row.country.is_offered else []
        places = tuple(term.code for term in (*own, *row.regions))
        return {"places": places, **UNDATED}

    def triggers(self) -> list[Trigger]:
        cards = (
            Trigger(signal, CountryCard, _pages_of_card) for signal in (post_save, post_delete)
        )
        return [*super().triggers(), *cards, Trigger(post_save, Country, _hubs_of)]


def _pages_of_card(instance: CountryCard, **kwargs: Any) -> Iterable[str]:
    pages = CountryPage.objects.filter(country=instance.country_id, locale=instance.locale_id)
    return [page_key(pk) for pk in pages.order_by().values_list("pk", flat=True)]


def _hubs_of(instance: Any, **kwargs: Any) -> Iterable[str]:
    """The pages about a theme or a country."""
    return [page_key(pk) for pk in instance.hubs.order_by().values_list("pk", flat=True)]


def findings_by_page(pages: Iterable[CountryPage]) -> dict[int, list[str]]:
    """{country page: the findings on the cards of its country in its language}. One query."""
    by_country = {(page.country_id, page.locale_id): page.pk for page in pages}
    found: dict[int, list[str]] = defaultdict(list)
    texts = Finding.objects.filter(card__country__in={country for country, _locale in by_country})
    rows = texts.order_by("card__order", "card", "sort_order", "pk")
    for country, locale, text in rows.values_list("card__country", "card__locale", "text"):
        if (country, locale) in by_country:
            found[by_country[country, locale]].append(text)
    return found


class TextAdapter(PageAdapter):
    """Pages whose words are their own text."""

    kinds = (PAGE,)

    def facts(self, row: Any) -> Mapping[str, Any]:
        return UNDATED


@register
class AboutAdapter(TextAdapter):
    """What the network is."""

    model = AboutPage


@register
class MilestonesAdapter(TextAdapter):
    """The timeline as a whole; its milestones are found by themselves."""

    model = MilestonesPage


@register
class StandardAdapter(TextAdapter):
    """Pages of text."""

    model = StandardPage


@register
class DoorAdapter(TextAdapter):
    """Connect, learn, contribute. Where the ways lead is found there."""

    model = DoorPage


@register
class TipsPageAdapter(TextAdapter):
    """The tips as a whole; each is found by itself."""

    model = TipsPage


class OnPageAdapter(RecordAdapter):
    """Snippets that stand on the one page of a section, in every language.

    Whoever may not see that page does not find them.
    """

    page: ClassVar[type[Model]]
    related: ClassVar[tuple[str, ...]] = ("locale",)

    def surround(self, rows: list[Any]) -> None:
        pages = list(self._pages().select_related("locale"))
        surround(pages)
        place = _places(pages)
        for row in rows:
            row.stands_on = place(row.locale_id)

    def _pages(self) -> Any:
        model: Any = self.page
        return model.objects.live().filter(alias_of=None).order_by("pk")

    def place_of(self, row: Any) -> str:
        """What follows the page's address."""
        return f"#{row.anchor}"

    def facts(self, row: Any) -> Mapping[str, Any]:
        """Fields of SearchDoc beside those of `to_doc`."""
        return {}

    def to_doc(self, row: Any, key: str) -> SearchDoc | None:
        page = row.stands_on
        address = address_of(page) if page else None
        if address is None:
            return None
        language = row.locale.language_code
        fields: dict[str, Any] = {
            "key": key,
            "type": self.kinds[0].code,
            "lang": language,
            "title": row.title,
            "body": row.text,
            "url": address_in(language, address) + self.place_of(row),
            "audience": frozenset({PUBLIC}),
            "ancestors": page.surroundings.ancestors,
            "translation_key": str(row.translation_key),
        }
        return SearchDoc(**(fields | dict(self.facts(row))))

    def can_view(self, user: "AnyUser", keys: Collection[str]) -> set[str]:
        """The restrictions, which a request's reader remembers; the pages, and the rows."""
        closed = tuple(closed_paths(user))
        place = _places(self._pages().only("path", "locale"))
        rows = self.queryset().filter(pk__in=numbers_of(keys)).values_list("pk", "locale")
        seen = ((pk, place(locale)) for pk, locale in rows)
        return {
            f"{self.prefix}:{pk}" for pk, page in seen if page and not page.path.startswith(closed)
        }

    def triggers(self) -> list[Trigger]:
        """Where the page goes, its snippets go."""
        moved = (page_published, page_unpublished, post_page_move, page_slug_changed, post_delete)
        own = [Trigger(signal, self.page, self._all_keys) for signal in moved]
        rules = (post_save, post_delete)
        closed = [Trigger(signal, PageViewRestriction, self._keys_below) for signal in rules]
        return [*super().triggers(), *own, *closed]

    def _all_keys(self, instance: Any, **kwargs: Any) -> Iterable[str]:
        return [f"{self.prefix}:{pk}" for pk in self.queryset().values_list("pk", flat=True)]

    def _keys_below(self, instance: PageViewRestriction, **kwargs: Any) -> Iterable[str]:
        """All, if the restriction closes the page."""
        closes = below_restriction(instance).filter(pk__in=self._pages().values("pk")).exists()
        return self._all_keys(None) if closes else []


def _places(pages: Iterable[Any]) -> Callable[[int], Any]:
    """Which of `pages` a locale's snippets stand on: its own, else the original in its frame."""
    listed = list(pages)
    own = {page.locale_id: page for page in reversed(listed)}
    return lambda locale: own.get(locale) or next(iter(listed), None)


@register
class TipAdapter(OnPageAdapter):
    """One piece of advice, in its cluster."""

    prefix = "tip"
    model = Tip
    kinds = (TIP,)
    page = TipsPage
    related = ("locale", "group")
    more = ("countries", "residence_countries", "themes", "tags")

    def surround(self, rows: list[Any]) -> None:
        super().surround(rows)
        regions = Regions()
        for row in rows:
            row.places = _offered([*row.countries.all(), *row.residence_countries.all()])
            above = (regions.from_up(country.region_id) for country in row.places)
            row.regions = list(dict.fromkeys(region for found in above for region in found))

    def place_of(self, row: Any) -> str:
        return f"{row.group.code}/#{row.anchor}"

    def facts(self, row: Any) -> Mapping[str, Any]:
        themes, places = _offered(row.themes.all()), [*row.places, *row.regions]
        terms = [row.group, *themes, *places, *_offered(row.tags.all())]
        names = [name for term in terms for name in names_of(term)]
        return {
            "labels": tuple(dict.fromkeys([*names, *filter(None, [row.credited_to])])),
            "themes": tuple(theme.code for theme in themes),
            "places": tuple(place.code for place in places),
        }

    def triggers(self) -> list[Trigger]:
        vocabularies = (Theme, Country, Tag, TipGroup)
        terms = (Trigger(post_save, model, _tips_of) for model in vocabularies)
        return [*super().triggers(), *terms, Trigger(post_save, Region, _tips_in)]


def _tips_of(instance: Any, **kwargs: Any) -> Iterable[str]:
    """The tips that speak of a theme or a country, carry a tag, or stand in a group."""
    about: dict[type[Model], Q] = {
        Theme: Q(themes=instance.pk),
        Country: Q(countries=instance.pk) | Q(residence_countries=instance.pk),
        Tag: Q(tags=instance.pk),
        TipGroup: Q(group=instance.pk),
    }
    return _tips_where(about[type(instance)])


def _tips_in(instance: Region, **kwargs: Any) -> Iterable[str]:
    """The tips that speak of a country in the region or below it."""
    inside = Regions().down_from(instance.pk)
    return _tips_where(Q(countries__region__in=inside) | Q(residence_countries__region__in=inside))


def _tips_where(condition: Q) -> set[str]:
    tips = Tip.objects.filter(condition).order_by()
    return {f"{TipAdapter.prefix}:{pk}" for pk in tips.values_list("pk", flat=True)}


def _offered(terms: Iterable[Any]) -> list[Any]:
    """Terms that readers are offered, each once, by code."""
    return sorted({term for term in terms if term.is_offered}, key=lambda one: one.code)


@register
class MilestoneAdapter(OnPageAdapter):
    """A step in history, at its place on the timeline."""

    prefix = "milestone"
    model = Milestone
    kinds = (MILESTONE,)
    page = MilestonesPage

    def facts(self, row: Any) -> Mapping[str, Any]:
        first = row.partial_date.first()
        return {"year": first.year, "published_at": midnight(first), "labels": (row.source,)}
