"""What is chosen on the page of results, as links, chips and hidden fields."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from common.paging import ListPage
from search.backends.base import Sort
from search.request import PAGE_SIZE, SearchRequest
from search.results import FacetShown, FacetValue, Results
from taxonomy.facets import Chip

SHOWN = 6  # values of a facet before "show all"
EXPAND = "facet"  # the parameter that names facets to be shown whole, as in every list
TYPE = "type"
SORTS = ((Sort.BEST, _("Best match")), (Sort.DATE, _("Newest first")))


@dataclass(frozen=True, slots=True)
class TypeLink:
    """A kind of thing with the number of finds of it; choosing it leaves out the others."""

    label: str
    count: int
    is_chosen: bool
    url: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A value with the number of finds it would give; a box of the panel."""

    value: str
    label: str
    count: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """One group of boxes. `size` counts all there are, `choices` those to show now."""

    key: str
    label: str
    choices: tuple[Choice, ...]
    size: int
    show_all_url: str

    @property
    def is_whole(self) -> bool:
        return len(self.choices) == self.size


@dataclass(frozen=True, slots=True)
class SortChoice:
    key: str
    label: str
    is_chosen: bool


@dataclass(frozen=True)
class PageState:
    """The search and its answer as the components of lists read them (taxonomy.facets)."""

    request: SearchRequest
    results: Results
    expanded: Sequence[str] = ()

    @property
    def query(self) -> str:
        return self.request.text

    @property
    def total(self) -> int:
        return self.results.total

    @property
    def is_cut(self) -> bool:
        """Whether there is more than was counted, of everything and of each value."""
        return self.results.total_is_cut

    @cached_property
    def types(self) -> list[TypeLink]:
        """Everything, then each kind; nothing where there is only one."""
        facet = self.results.by_facet.get(TYPE)
        values = facet.values if facet else ()
        chosen = self.request.selected.get(TYPE, frozenset())
        if len(values) < 2 and not chosen:
            return []
        every = sum(value.count for value in values)
        rest = self._pairs(without=TYPE)
        return [
            TypeLink(str(_("Everything")), every, not chosen, _url(rest)),
            *(
                TypeLink(one.label, one.count, one.is_selected, _url([*rest, (TYPE, one.value)]))
                for one in values
            ),
        ]

    @cached_property
    def facets(self) -> list[Facet]:
        """The other facets; those with one value that is not chosen narrow nothing."""
        return [
            self._facet(facet)
            for facet in self.results.facets
            if facet.key != TYPE
            and (len(facet.values) > 1 or any(value.is_selected for value in facet.values))
        ]

    def _facet(self, facet: FacetShown) -> Facet:
        values = facet.values
        # One more row takes no more room than the link that would show it.
        if facet.key not in self.expanded and len(values) > SHOWN + 1:
            values = tuple(
                value for at, value in enumerate(values) if at < SHOWN or value.is_selected
            )
        return Facet(
            facet.key,
            facet.label,
            tuple(_choice(value) for value in values),
            len(facet.values),
            _url([*self._pairs(), *((EXPAND, key) for key in (*self.expanded, facet.key))]),
        )

    @cached_property
    def chips(self) -> list[Chip]:
        """The filters in force; the words stand in their box."""
        return [
            Chip(value.label, facet.label, _url(self._pairs(drop=(facet.key, value.value))))
            for facet in self.results.facets
            for value in facet.values
            if value.is_selected
        ]

    @property
    def active(self) -> int:
        return len(self.chips)

    @property
    def clear_url(self) -> str:
        """The words alone."""
        return _url([one for one in self._pairs() if one[0] in ("q", "sort", "exact")])

    @property
    def filter_inputs(self) -> list[tuple[str, str]]:
        """Hidden fields of the panel: everything that is no box of it."""
        shown = {facet.key for facet in self.facets}
        pairs = [one for one in self._pairs() if one[0] not in shown]
        return [*pairs, *((EXPAND, key) for key in self.expanded)]

    @property
    def word_inputs(self) -> list[tuple[str, str]]:
        """Hidden fields of the box: the filters stay when other words are asked."""
        return [one for one in self._pairs() if one[0] not in ("q", "exact")]

    @property
    def sort_inputs(self) -> list[tuple[str, str]]:
        return [one for one in self._pairs() if one[0] != "sort"]

    @property
    def sorts(self) -> list[SortChoice]:
        """The orders on offer; none where there are no words to match."""
        if not self.request.text:
            return []
        chosen = self.request.sort
        return [SortChoice(one.value, str(label), one is chosen) for one, label in SORTS]

    @property
    def page_query(self) -> str:
        """The search, ready for `page=2` to be appended."""
        query = self.request.canonical()
        return f"?{query}&" if query else "?"

    @property
    def first_url(self) -> str:
        return _url(self._pairs())

    @property
    def exact_url(self) -> str:
        """The same words as they are written."""
        return _url([*(one for one in self._pairs() if one[0] != "exact"), ("exact", "1")])

    @property
    def meant_url(self) -> str:
        """The words that were perhaps meant, with the same filters."""
        return self.words_url(self.results.did_you_mean)

    def words_url(self, words: str) -> str:
        """Other words with the same filters."""
        return _url([("q", words), *self.word_inputs])

    @property
    def listed(self) -> ListPage:
        """The hits as a page of a list, for its numbers."""
        length = self.results.pages * PAGE_SIZE
        return ListPage(self.results.hits, self.results.page, Paginator(range(length), PAGE_SIZE))

    def _pairs(
        self, *, without: str = "", drop: tuple[str, str] | None = None
    ) -> list[tuple[str, str]]:
        return [one for one in self.request.pairs() if one[0] != without and one != drop]


def _choice(value: FacetValue) -> Choice:
    return Choice(value.value, value.label, value.count, value.is_selected)


def _url(pairs: list[tuple[str, str]]) -> str:
    return f"?{urlencode(pairs)}"
