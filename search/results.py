"""What a search answers, ready to be shown: pages, JSON, feeds and alerts read nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from search import parser


class Notice(StrEnum):
    """What was left out of what was asked, for the page to say."""

    LONG = parser.Notice.LONG.value
    GROUPS = parser.Notice.GROUPS.value
    UNKNOWN_FILTER = "unknown_filter"
    UNKNOWN_SORT = "unknown_sort"

    @property
    def sentence(self) -> Any:
        return _SENTENCES[self]


_SENTENCES = {
    Notice.LONG: _("Your search was very long: only the first 256 characters count."),
    Notice.GROUPS: _("Your search has many words: only the first twelve count."),
    Notice.UNKNOWN_FILTER: _("A filter in the address is not known here. It was left out."),
    Notice.UNKNOWN_SORT: _("The order in the address is not known here: best matches come first."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One thing found, as this reader may see it.

    `title_html` and `snippet_html` are escaped, with `<mark>` around finds; `title` is plain.
    `type_label` says what one is called ("Event"); `lang` is its language. `byline` is as this
    reader sees it; `places` are names of countries, `format_label` is empty where the kind says
    enough. `size`: bytes of its file. `url` is root-relative. `is_folded`: this reader keeps its
    author away.
    """

    key: str
    type: str
    type_label: str
    lang: str
    title: str
    title_html: SafeString
    url: str
    snippet_html: SafeString
    published_at: datetime | None = None
    starts_at: datetime | None = None
    byline: str = ""
    places: tuple[str, ...] = ()
    format_label: str = ""
    size: int | None = None
    is_folded: bool = False


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value of a facet: how many finds choosing it would give."""

    value: str
    label: str
    count: int
    is_selected: bool


@dataclass(frozen=True, slots=True)
class FacetShown:
    """One facet with its values, those that give most first."""

    key: str
    label: str
    values: tuple[FacetValue, ...]


@dataclass(frozen=True, slots=True)
class Bridges:
    """Up to three finds on the same country from another theme. `place` is the country's name."""

    place: str
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """The answer to one SearchRequest for one reader.

    `total_is_cut`: there are at least so many. `pages` is at most 25. `did_you_mean`: a query
    that finds something, where what was typed finds little or nothing; empty without one.
    `is_corrected`: the hits are those of `did_you_mean`, as what was typed found nothing.
    `relaxed`: not all words were found together, so the hits have some of them. `engine`: which
    one answered and `ms` how long it took, for the log alone, never for readers.
    """

    query: str
    hits: tuple[Hit, ...] = ()
    total: int = 0
    total_is_cut: bool = False
    page: int = 1
    pages: int = 1
    facets: tuple[FacetShown, ...] = ()
    did_you_mean: str = ""
    is_corrected: bool = False
    relaxed: bool = False
    notices: tuple[Notice, ...] = ()
    bridges: Bridges | None = None
    engine: str = ""
    ms: int = 0

    @property
    def by_facet(self) -> Mapping[str, FacetShown]:
        return {one.key: one for one in self.facets}
