"""What can be found by what it is about, and the words of the glossary."""

from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.db.models.signals import post_save
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from common.audiences import PUBLIC
from common.indexing import (
    Kind,
    PageAdapter,
    RecordAdapter,
    SearchDoc,
    Trigger,
    numbers_of,
    page_key,
    pages_naming,
    pages_that_refer_to,
    register,
    register_triggers,
)
from taxonomy.admin_forms import RELATIONS, link_model, term_model
from taxonomy.models import Country, Direction, GlossaryTerm, Region, Term, Theme
from taxonomy.selectors import with_terms
from taxonomy.signals import term_merging

if TYPE_CHECKING:
    from common.typing import AnyUser


def names_of(term: Term | None) -> list[str]:
    """The term in every language, and what else it is called."""
    if term is None:
        return []
    names = [term.name, *(getattr(term, f"name_{code}") for code in Term.LANGUAGES)]
    return [name for name in (*names, *getattr(term, "aliases", ())) if name]


class Regions:
    """All regions, read once: which lie above which. One query."""

    def __init__(self) -> None:
        self._by_pk: dict[int, Region] = Region.objects.in_bulk()

    def from_up(self, pk: int | None) -> list[Region]:
        """The region `pk` and all above it, nearest first."""
        found: list[Region] = []
        while pk is not None and (region := self._by_pk.get(pk)) and region not in found:
            found.append(region)
            pk = region.parent_id
        return found

    def down_from(self, pk: int) -> list[int]:
        """The region `pk` and all below it."""
        return [one for one in self._by_pk if pk in {region.pk for region in self.from_up(one)}]


class Subjects:
    """The offered terms of a page, as documents carry them."""

    def __init__(self, row: Any, regions: Regions) -> None:
        self.terms = {name: _offered(row, relation) for name, relation in RELATIONS.items()}
        self._regions = regions

    def themes(self) -> tuple[str, ...]:
        return tuple(theme.code for theme in self.terms["themes"])

    def regions(self) -> list[Region]:
        """Those above the countries, each once."""
        above = (self._regions.from_up(one.region_id) for one in self.terms["countries"])
        return list(dict.fromkeys(region for regions in above for region in regions))

    def places(self, regions: Iterable[Region]) -> tuple[str, ...]:
        """Codes of the countries, then of `regions`."""
        return tuple(one.code for one in (*self.terms["countries"], *regions))

    def names(self, regions: Iterable[Region]) -> list[str]:
        """Names of all terms, and the codes people know: SDG 10.7."""
        named = [term for terms in self.terms.values() for term in terms]
        codes = [one.code for one in self.terms["sdg_targets"]]
        return [name for term in (*named, *regions) for name in names_of(term)] + codes


def _offered(row: Any, relation: str) -> list[Any]:
    """As readers see them: terms that are not offered stand on no page."""
    terms = (link.term for link in getattr(row, relation).all())
    return sorted((term for term in terms if term.is_offered), key=lambda one: one.code)


class ClassifiedAdapter(PageAdapter):
    """Pages of a type that is `Classified`: found by their themes, places and tags as well."""

    def with_more(self, pages: QuerySet[Any]) -> QuerySet[Any]:
        return with_terms(super().with_more(pages), *RELATIONS)

    def surround(self, rows: list[Any]) -> None:
        super().surround(rows)
        regions = Regions()
        for row in rows:
            row.subjects = Subjects(row, regions)
            row.own_regions = row.subjects.regions() + self.regions_of(row, regions)

    def regions_of(self, row: Any, regions: Regions) -> list[Region]:
        """Regions that the page is about as a whole, with those above them."""
        return []

    def labels(self, row: Any) -> list[str]:
        return [*super().labels(row), *row.subjects.names(dict.fromkeys(row.own_regions))]

    def facts(self, row: Any) -> Mapping[str, Any]:
        places = row.subjects.places(dict.fromkeys(row.own_regions))
        return {**super().facts(row), "themes": row.subjects.themes(), "places": places}


def pages_with(instance: Term, **kwargs: Any) -> Iterable[str]:
    """Pages that speak of a term which has another name now. Two queries."""
    return _pages_speaking_of(type(instance), [instance.pk])


def merged_pages(instance: None, source: Term, into: Term, **kwargs: Any) -> Iterable[str]:
    """Pages that speak of either, before the links are rewritten. Two queries."""
    return _pages_speaking_of(type(source), [source.pk, into.pk])


def _pages_speaking_of(model: type[Term], pks: Collection[int]) -> set[str]:
    (vocabulary,) = (name for name in RELATIONS if term_model(name) is model)
    links = link_model(vocabulary)._default_manager.filter(term__in=pks).order_by()
    linked = {page_key(pk) for pk in links.values_list("page", flat=True)}
    # Some pages name one beside their links: where an event is, whose law a record speaks of.
    return linked | pages_that_refer_to(model, pks)


def pages_in(instance: Region, **kwargs: Any) -> Iterable[str]:
    """Pages that speak of the region, one below it, or a country in them. Five queries."""
    inside = Regions().down_from(instance.pk)
    countries = Country.objects.filter(region__in=inside).order_by()
    about = _pages_speaking_of(Country, list(countries.values_list("pk", flat=True)))
    return about | pages_that_refer_to(Region, inside)


VOCABULARIES = [term_model(name) for name in RELATIONS]
register_triggers(
    [
        *(Trigger(post_save, model, pages_with) for model in VOCABULARIES),
        *(Trigger(term_merging, model, merged_pages) for model in VOCABULARIES),
        Trigger(post_save, Region, pages_in),
        Trigger(post_save, Direction, pages_naming),
    ]
)


@register
class GlossaryAdapter(RecordAdapter):
    """A word explained, in the glossary of its language."""

    prefix = "term"
    model = GlossaryTerm
    kinds = (Kind("term", _("Word explained"), _("Words explained")),)
    related = ("locale",)
    more = ("themes",)

    def to_doc(self, row: Any, key: str) -> SearchDoc:
        themes = [theme for theme in row.themes.all() if theme.is_offered]
        with translation.override(row.locale.language_code):
            page = reverse("taxonomy:glossary")
        return SearchDoc(
            key=key,
            type="term",
            lang=row.locale.language_code,
            title=row.term,
            body=row.definition,
            url=f"{page}#{row.anchor}",
            audience=frozenset({PUBLIC}),
            labels=tuple(dict.fromkeys(name for theme in themes for name in names_of(theme))),
            themes=tuple(sorted(theme.code for theme in themes)),
            translation_key=str(row.translation_key),
        )

    def can_view(self, user: "AnyUser", keys: Collection[str]) -> set[str]:
        """The glossary is open to everybody."""
        found = GlossaryTerm.objects.filter(pk__in=numbers_of(keys))
        return {f"{self.prefix}:{pk}" for pk in found.values_list("pk", flat=True)}

    def triggers(self) -> list[Trigger]:
        return [*super().triggers(), Trigger(post_save, Theme, _words_about)]


def _words_about(instance: Any, **kwargs: Any) -> Iterable[str]:
    words = instance.glossary_terms.order_by().values_list("pk", flat=True)
    return [f"{GlossaryAdapter.prefix}:{pk}" for pk in words]
