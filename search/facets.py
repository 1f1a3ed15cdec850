"""The values of facets by name: which are known, and what readers call them (search.md §9).

The index knows codes; names are those of the taxonomy in the interface language.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, Coalesce, Lower
from django.utils.translation import gettext_lazy as _

from common.collation import sort_key
from common.indexing import adapters, kinds
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
    """Names of these values by facet, in the interface language. At most one query."""
    named: dict[str, dict[str, str]] = {facet: {} for facet in values}
    countries = set()
    for row in _rows(values, folded=False):
        named[row.facet][row.asked] = row.name
        if row.table == Country.__name__:
            countries.add(row.asked)
    for facet, codes in values.items():
        for code in codes:
            named[facet].setdefault(code, _plain_name(facet, code))
    return Names(named, frozenset(countries))


def known_values(pairs: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """Of what an address says as (facet, value): those that exist, with the value's own writing.

    Capitals do not count: `country:ge` is Georgia. At most one query.
    """
    asked = list(pairs)
    folded: dict[str, set[str]] = {}
    for facet, value in asked:
        folded.setdefault(facet, set()).add(value.lower())
    exist = {(row.facet, row.asked): row.code for row in _rows(folded, folded=True)}
    exist |= {("type", code.lower()): code for code in kinds()}
    exist |= {("lang", code.lower()): code for code, _name in settings.LANGUAGES}
    exist |= {("format", code.lower()): code for code in _formats()}
    for year in folded.get("year", ()):
        if YEAR.fullmatch(year):
            exist["year", year] = year
    return {
        (facet, value): exist[facet, value.lower()]
        for facet, value in asked
        if (facet, value.lower()) in exist
    }


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


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of the taxonomy that was asked for as `asked`; merged terms stand under the new one."""

    facet: str
    table: str
    asked: str
    code: str
    name: str


def _rows(values: Mapping[str, Collection[str]], *, folded: bool) -> list[_Row]:
    """Those of `values` that are terms of the taxonomy. One query.

    `folded`: the values are in lower case, and so is compared.
    """
    queries = []
    for facet, model in TABLES:
        if wanted := values.get(facet):
            asked = Cast(Lower("code") if folded else F("code"), TEXT)
            terms = model._default_manager.annotate(asked=asked).filter(asked__in=sorted(wanted))
            name = Coalesce(name_in_reading_language("merged_into__"), name_in_reading_language(""))
            queries.append(
                terms.order_by().values_list(
                    Value(facet, TEXT),
                    Value(model.__name__, TEXT),
                    "asked",
                    Cast(Coalesce("merged_into__code", "code"), TEXT),
                    Cast(name, TEXT),
                )
            )
    if not queries:
        return []
    found = queries[0].union(*queries[1:], all=True) if len(queries) > 1 else queries[0]
    return [_Row(*row) for row in found]


def _plain_name(facet: str, value: str) -> str:
    """The name of what is no row of the taxonomy."""
    if facet == "type" and (known := kinds().get(value)):
        return str(known.many)
    if facet == "format":
        return str(_formats().get(value, value))
    return language_name(value) if facet == "lang" else value


def _formats() -> dict[str, Any]:
    return {code: label for one in adapters() for code, label in one.formats().items()}
