"""From a country to what else there is on it (search.md §9, Q9).

A reader who looks for remittances to a country may not know that there is a project on its
diaspora: three finds from another theme, by an ordinary query with the same rights.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from common.indexing import SearchDoc
from common.parts import part
from search.access import Principal
from search.analysis import fold, words_of
from search.asking import Question
from search.facets import names_of
from search.parser import ParsedQuery
from search.request import PAGE_SIZE, SearchRequest
from search.results import Bridges
from search.selectors.asked import attempt
from search.selectors.order import in_order
from search.selectors.showing import behind_the_wall, hits_of
from taxonomy.models import Country, Theme

MOST = 3  # finds
LONGEST = 6  # words of a country's name
NAMES = ("name", "name_fr", "name_es", "name_ar")
NOTHING = ParsedQuery()


@dataclass(frozen=True, slots=True)
class Known:
    """The countries by the words of their names and aliases in all languages; codes of themes."""

    countries: Mapping[tuple[str, ...], str]
    themes: frozenset[str]


def bridges_from(
    request: SearchRequest,
    parsed: ParsedQuery,
    shown: list[SearchDoc],
    principal: Principal,
) -> Bridges | None:
    """Up to three finds on the country that `request` names or selects, from themes not `shown`.

    None where there is no country or no such find. No query of the taxonomy while it is kept.
    """
    known = part("search:countries and themes", viewer=None, make=_read)
    country = _country_of(request, parsed, known)
    other_themes = known.themes - {theme for one in shown for theme in one.themes}
    if country is None or not other_themes:
        return None
    asked = attempt(
        NOTHING,
        principal,
        selected={"country": frozenset({country}), "theme": other_themes},
        with_facets=False,
        limit=PAGE_SIZE + MOST,
    )
    on_page = {one.key for one in shown}
    found = in_order(asked, request.sort, principal.lang)
    chosen = [one for one in found if one.key not in on_page][:MOST]
    documents = behind_the_wall(chosen, principal)
    if not documents:
        return None
    names = names_of({"country": {country, *(place for one in documents for place in one.places)}})
    hits = hits_of(documents, Question(), principal, names)
    return Bridges(names.of("country", country), hits)


def _country_of(request: SearchRequest, parsed: ParsedQuery, known: Known) -> str | None:
    """The one country that is selected, else the first that the words name."""
    selected = request.selected.get("country", frozenset())
    codes = set(known.countries.values())
    if selected:
        (first, *more) = selected
        return first if not more and first in codes else None
    words = [word for group in parsed.groups for word in group.pieces[0].words]
    return next((code for run in _runs(words) if (code := known.countries.get(run))), None)


def _runs(words: list[str]) -> Iterator[tuple[str, ...]]:
    """Every run of words, longer ones first: Guinea-Bissau before Guinea."""
    for length in range(min(LONGEST, len(words)), 0, -1):
        for start in range(len(words) - length + 1):
            yield tuple(words[start : start + length])


def _read() -> Known:
    countries: dict[tuple[str, ...], str] = {}
    rows = Country.objects.offered().order_by("code").values_list("code", "aliases", *NAMES)
    for code, aliases, *names in rows:
        for name in [*names, *aliases]:
            if words := tuple(words_of(fold(name))):
                countries.setdefault(words, code)
    themes = Theme.objects.offered().values_list("code", flat=True)
    return Known(countries, frozenset(themes))
