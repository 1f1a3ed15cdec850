"""What a reader asks of the search, read from an address (search.md §7, §19, §21)."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.http import QueryDict

from search.backends.base import FACETS, Sort
from search.facets import known_values
from search.parser import MAX_VALUE, parse
from search.results import Notice

PAGE_SIZE = 20
MAX_PAGE = 25  # what lies further nobody reads: narrow the search instead
MAX_REPEATED = 50  # values of one parameter that count
MAX_TYPED = 2_000  # characters that are looked at; the parser reads 256 of them


class BadParameter(ValueError):
    """What a program asked for in `field` cannot be: JSON answers 400 and names it."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


class TooFar(BadParameter):
    """A page behind the last one that is shown to anybody."""

    def __init__(self) -> None:
        super().__init__("page")


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchRequest:
    """One search as asked: words, filters, order, page.

    `text` holds no selections of facets: those that were typed stand in `selected` with the
    others, by facet, without empty sets. `lang` is the interface language. `exact`: as it is
    written, without a second try by other spellings or fewer words.
    """

    text: str = ""
    selected: Mapping[str, frozenset[str]] = field(default_factory=dict)
    sort: Sort = Sort.BEST
    page: int = 1
    lang: str = "en"
    exact: bool = False
    notices: tuple[Notice, ...] = ()

    @property
    def is_asked(self) -> bool:
        """Whether anything is asked for at all; else the page shows what is newest."""
        return bool(self.text or self.selected)

    def pairs(self) -> list[tuple[str, str]]:
        """The search as parameters, always in the same order, without the page."""
        pairs = [("q", self.text)] if self.text else []
        for facet in FACETS:
            pairs += [(facet, value) for value in sorted(self.selected.get(facet, ()))]
        if self.sort is not Sort.BEST:
            pairs.append(("sort", self.sort.value))
        if self.exact:
            pairs.append(("exact", "1"))
        return pairs

    def canonical(self) -> str:
        """The query string of this search, without "?" and page: equal searches, equal strings."""
        return urlencode(self.pairs())


def from_params(params: QueryDict, lang: str, *, strict: bool = False) -> SearchRequest:
    """Read a search. At most one query: for names of themes, places and languages.

    Raises TooFar for a page behind the last. What is otherwise unknown is left out with a notice;
    with `strict` (for programs) it raises BadParameter.
    """
    if strict:
        for name in params:
            if len(params.getlist(name)) > MAX_REPEATED:
                raise BadParameter(name)
    parsed = parse(_cleaned(_first(params, "q")))
    asked = [
        (facet, _cleaned(value)[:MAX_VALUE])
        for facet in FACETS
        for value in params.getlist(facet)[:MAX_REPEATED]
        if value.strip()
    ]
    notices = [Notice(one.value) for one in parsed.notices]
    selected, unknown = _selected([*asked, *parsed.selected])
    if unknown:
        # What was typed into the box is text of people: only the parameters are a program's.
        if strict and (wrong := [facet for facet, value in asked if (facet, value) in unknown]):
            raise BadParameter(wrong[0])
        notices.append(Notice.UNKNOWN_FILTER)
    sort = _sort(_first(params, "sort"), strict=strict, notices=notices)
    return SearchRequest(
        text=parsed.words,
        selected=selected,
        sort=sort,
        page=_page(params, strict=strict),
        lang=lang,
        exact=_first(params, "exact") == "1",
        notices=tuple(notices),
    )


def _selected(
    asked: Iterable[tuple[str, str]],
) -> tuple[dict[str, frozenset[str]], set[tuple[str, str]]]:
    """The selections by facet as the index writes them, and those that nobody knows."""
    pairs = list(dict.fromkeys(asked))
    known = known_values(pairs)
    selected: dict[str, set[str]] = {}
    for pair in pairs:
        if pair in known:
            selected.setdefault(pair[0], set()).add(known[pair])
    ordered = {facet: frozenset(selected[facet]) for facet in FACETS if facet in selected}
    return ordered, set(pairs) - known.keys()


def _sort(typed: str, *, strict: bool, notices: list[Notice]) -> Sort:
    if not typed:
        return Sort.BEST
    try:
        return Sort(typed)
    except ValueError:
        if strict:
            raise BadParameter("sort") from None
    notices.append(Notice.UNKNOWN_SORT)
    return Sort.BEST


def _page(params: QueryDict, *, strict: bool) -> int:
    typed = _first(params, "page").strip()
    if not typed:
        return 1
    is_number = typed.isascii() and typed.isdigit()
    if not is_number or not typed.strip("0"):
        if strict:
            raise BadParameter("page")
        return 1
    figures = typed.lstrip("0")
    # By length first: reading thousands of figures would take its time.
    if len(figures) > len(str(MAX_PAGE)) or int(figures) > MAX_PAGE:
        raise TooFar
    return int(figures)


def _first(params: QueryDict, name: str) -> str:
    values = params.getlist(name)
    return str(values[0]) if values else ""


def _cleaned(typed: str) -> str:
    """Without controls, lone surrogates and what stands for broken percent-encoding."""
    return "".join(
        one
        for one in typed[:MAX_TYPED]
        if one != "\N{REPLACEMENT CHARACTER}"
        and (one.isspace() or unicodedata.category(one) not in {"Cc", "Cs"})
    ).strip()
