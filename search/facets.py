"""The values of facets by name: which are known, and what readers call them (search.md §9).

The index knows codes; names are those of the taxonomy in the interface language.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db.models import CharField, Value
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext_lazy as _

from common.collation import sort_key
from common.indexing import SearchDoc, adapters, kinds
from common.parts import part
from common.templatetags.m4d import language_name
from search.backends.base import FACETS
from search.results import FacetShown, FacetValue
from taxonomy.facets.definitions import name_in_reading_language
from taxonomy.models import Country, Language, Region, Theme

LABELS = {
    "type": _("Kind"),
    "theme": _("Theme"),
    "country": _("Country or region"),
    "lang": _("Language"),
    "year": _("Year"),
    "format": _("Format"),
}
YEAR = re.compile(r"[0-9]{4}", re.ASCII)
TEXT = CharField()
# Facets whose values are rows of the taxonomy: by its tables.
TABLES: tuple[tuple[str, type[Any]], ...] = (
    ("theme", Theme),
    ("country", Country),
    ("country", Region),
    ("lang", Language),
)


@dataclass(frozen=True, slots=True)
class Names:
    """What readers call values, by facet. `countries`: those places that are no region."""

    by_facet: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    countries: frozenset[str] = frozenset()

    def of(self, facet: str, value: str) -> str:
        """The name of a value; the value itself where nothing has a name for it."""
        return self.by_facet.get(facet, {}).get(value) or value

    def places(self, codes: Iterable[str]) -> tuple[str, ...]:
        """Names of the countries among `codes`, in alphabetical order; regions are left out."""
        named = (self.of("country", code) for code in codes if code in self.countries)
        return tuple(sorted(named, key=sort_key))


def names_of(values: Mapping[str, Collection[str]]) -> Names:
    """Names of these values by facet, in the interface language. A query a minute."""
    terms = _terms()
    named: dict[str, dict[str, str]] = {}
    countries = set()
    for facet, codes in values.items():
        named[facet] = {}
        for code in codes:
            term = terms.get((facet, code.lower()))
            named[facet][code] = term.name if term else _plain_name(facet, code)
            if term and term.is_country:
                countries.add(code)
    return Names(named, frozenset(countries))


def known_values(pairs: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """Of what an address says as (facet, value): those that exist, with the value's own writing.

    Capitals do not count: `country:ge` is Georgia. The code of a merged term means the other one.
    A query a minute, none where nothing is asked.
    """
    found = {}
    for facet, value in pairs:
        code = _code_of(facet, value)
        if code:
            found[facet, value] = code
    return found


def _code_of(facet: str, value: str) -> str:
    """The value as the index writes it; empty where there is none like it."""
    wanted = value.lower()
    if facet == "year":
        return value if YEAR.fullmatch(value) else ""
    if facet in ("type", "format"):
        codes: Iterable[str] = kinds() if facet == "type" else _formats()
        return next((code for code in codes if code.lower() == wanted), "")
    term = _terms().get((facet, wanted))
    if term:
        return term.code
    own = (code for code, _name in settings.LANGUAGES if facet == "lang")
    return next((code for code in own if code.lower() == wanted), "")


def facets_shown(
    counts: Mapping[str, Counter[str]], selected: Mapping[str, frozenset[str]], names: Names
) -> tuple[FacetShown, ...]:
    """The facets as pages show them, in their order; those without any value are left out.

    Values with most finds first (years: newest first), and what is selected always, with zero.
    """
    shown = []
    for facet in FACETS:
        counted = dict(counts.get(facet, {}))
        chosen = selected.get(facet, frozenset())
        for value in chosen:
            counted.setdefault(value, 0)
        values = [
            FacetValue(value, names.of(facet, value), count, value in chosen)
            for value, count in counted.items()
            if count or value in chosen
        ]
        if values:
            values.sort(key=lambda one: (sort_key(one.label), one.value))
            if facet == "year":
                values.sort(key=lambda one: one.value, reverse=True)
            else:
                values.sort(key=lambda one: -one.count)
            shown.append(FacetShown(facet, str(LABELS[facet]), tuple(values)))
    return tuple(shown)


def without(
    counts: Mapping[str, Counter[str]], documents: Iterable[SearchDoc]
) -> dict[str, Counter[str]]:
    """The counts as they are without these finds, which stand in each of them."""
    left = {facet: Counter(counted) for facet, counted in counts.items()}
    for one in documents:
        held = {
            "type": [one.type],
            "theme": one.themes,
            "country": one.places,
            "lang": [one.lang],
            "year": [str(one.year)],
            "format": [one.format],
        }
        for facet, counted in left.items():
            # A value that nothing else has is gone: it would tell of what may not be seen.
            left[facet] = +(counted - Counter(set(held[facet])))
    return left


@dataclass(frozen=True, slots=True)
class _Term:
    """A row of the taxonomy: the code it has today, its name in the interface language."""

    code: str
    name: str
    is_country: bool


def _terms() -> dict[tuple[str, str], _Term]:
    """All terms that are values of facets, by facet and code in small letters.

    They are few hundred and change rarely: read once a minute, and anew when one has changed.
    """
    return part("search:terms", viewer=None, make=_read_terms)


def _read_terms() -> dict[tuple[str, str], _Term]:
    queries = [
        model._default_manager.order_by().values_list(
            Value(facet, TEXT),
            Value(model.__name__, TEXT),
            Cast("code", TEXT),
            Cast(Coalesce("merged_into__code", "code"), TEXT),
            Cast(
                Coalesce(name_in_reading_language("merged_into__"), name_in_reading_language("")),
                TEXT,
            ),
        )
        for facet, model in TABLES
    ]
    return {
        (facet, asked.lower()): _Term(code, name, table == Country.__name__)
        for facet, table, asked, code, name in queries[0].union(*queries[1:], all=True)
    }


def _plain_name(facet: str, value: str) -> str:
    """The name of what is no row of the taxonomy."""
    if facet == "type" and (known := kinds().get(value)):
        return str(known.many)
    if facet == "format":
        return str(_formats().get(value, value))
    return language_name(value) if facet == "lang" else value


def _formats() -> dict[str, Any]:
    return {code: label for one in adapters() for code, label in one.formats().items()}
