"""The state of a list's filters: what is chosen, what could be, and what each choice gives."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlencode

from django.db.models import Model, QuerySet
from django.http import QueryDict
from django.utils import timezone

from common.collation import sort_key
from common.parts import part
from common.querysets import closed_collections
from taxonomy.facets.counting import TOTAL, Counted, count_values
from taxonomy.facets.definitions import FacetDefinition
from taxonomy.facets.keywords import keyword_condition, pages_found, tidy

if TYPE_CHECKING:
    from common.typing import AnyUser

T = TypeVar("T")
MAX_CHOSEN = 50  # values of one facet; an address made by hand may hold more
MAX_VALUE = 120  # characters, the longest code and more
EXPAND = "facet"  # the parameter that names facets to be shown whole


@dataclass(frozen=True, slots=True)
class Sort:
    """An order a list offers; `fields` as for order_by, ending in something unique."""

    key: str
    label: Any
    fields: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class SortChoice:
    """An order as the sort bar shows it."""

    key: str
    label: str
    is_chosen: bool
    url: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a facet and the number of results it would give."""

    value: str
    label: str
    count: int
    is_chosen: bool
    url_add: str
    url_remove: str

    @property
    def url(self) -> str:
        """Turns the choice over: for links instead of boxes."""
        return self.url_remove if self.is_chosen else self.url_add


@dataclass(frozen=True, slots=True)
class Facet:
    """One group of choices. `choices` are those to show now, `size` counts all there are."""

    key: str
    label: str
    choices: list[Choice]
    chosen: int
    size: int
    show_all_url: str

    @property
    def is_whole(self) -> bool:
        return len(self.choices) == self.size


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in force, with the address that drops it."""

    label: str
    facet_label: str
    url: str


class FacetSet:
    """Reads the state of a list from its address; see the package for what templates read.

    `queryset` is what the reader may see, not sliced; `params` is `request.GET`; `fields` are
    searched for the words of `q` where the search does not answer; the first of `sorts` is the
    order where the address names none (without `sorts` the queryset keeps its own); `keep` names
    further parameters that links carry on, such as a tab. `kept_as` names a list whose counts
    `common.parts` keeps for the reader of `queryset`; with `types`, what is listed in words of the
    search, `q` is asked of the search for that reader.
    """

    def __init__(
        self,
        queryset: QuerySet[Any],
        definitions: Iterable[FacetDefinition],
        params: QueryDict,
        *,
        fields: Sequence[str] = ("title", "summary"),
        sorts: Sequence[Sort] = (),
        keep: Sequence[str] = (),
        kept_as: tuple[str, "AnyUser"] | None = None,
        types: Collection[str] = (),
    ) -> None:
        self.queryset = queryset
        self.model: type[Model] = queryset.model
        self.definitions = {one.key: one for one in definitions}
        self.params = params
        self.fields = fields
        self.query = tidy(_one(params, "q"))
        self._kept_as = kept_as
        self._types = types
        self._sorts = {one.key: one for one in sorts}
        asked_sort = _one(params, "sort")
        self.sort = asked_sort if asked_sort in self._sorts else next(iter(self._sorts), "")
        self._kept = [(name, tidy(_one(params, name))) for name in keep if name in params]
        self._expanded = [key for key in params.getlist(EXPAND) if key in self.definitions]

    # --- What is chosen -------------------------------------------------------------------
    @cached_property
    def chosen(self) -> dict[str, dict[str, str]]:
        """For each facet the chosen values with their labels, in the order of the address."""
        asked = {key: self._asked(key) for key in self.definitions}
        named = self._named_by_database(asked)
        chosen: dict[str, dict[str, str]] = {key: {} for key in self.definitions}
        for key, values in asked.items():
            for value in values:
                label = self.definitions[key].name_of(value)
                known = (value, label) if label is not None else named.get((key, value))
                if known:
                    chosen[key].setdefault(*known)
        return chosen

    def _asked(self, key: str) -> list[str]:
        values = (value for value in self.params.getlist(key) if value.isprintable())
        return [one for one in dict.fromkeys(values) if 0 < len(one) <= MAX_VALUE][:MAX_CHOSEN]

    def _named_by_database(
        self, asked: dict[str, list[str]]
    ) -> dict[tuple[str, str], tuple[str, str]]:
        """{(facet, value in the address): (value, label)} of those that exist. At most a query."""
        queries = [self.definitions[key].asked(values) for key, values in asked.items() if values]
        return {
            (row["facet_key"], row["facet_asked"]): (row["facet_value"], row["facet_label"])
            for row in _all_of(query for query in queries if query is not None)
        }

    # --- What it gives --------------------------------------------------------------------
    @cached_property
    def results(self) -> QuerySet[Any]:
        """The list, narrowed and in order; not evaluated."""
        results = self._found()
        for rows in self._having().values():
            results = results.filter(pk__in=rows.values("pk"))
        if self.sort:
            results = results.order_by(*self._sorts[self.sort].fields)
        return results

    @cached_property
    def total(self) -> int:
        """How many results there are."""
        return sum(row.results for row in self._counts[TOTAL])

    @cached_property
    def facets(self) -> list[Facet]:
        """The facets in their order; those without any choice are left out."""
        facets = (self._facet(definition) for definition in self.definitions.values())
        return [facet for facet in facets if facet.size]

    @cached_property
    def _counts(self) -> dict[str, list[Counted]]:
        """For each facet the values with what they give, and the total. At most one query."""
        return self.part("counts", self._count)

    def _count(self) -> dict[str, list[Counted]]:
        return count_values(self._found(), self.definitions, self._having())

    def part(self, name: str, make: Callable[[], T], *about: str | int) -> T:
        """What `make` returns for the list in this state, kept if this list keeps anything."""
        if self._kept_as is None:
            return make()
        of, viewer = self._kept_as
        chosen = repr({key: list(values) for key, values in self.chosen.items() if values})
        state = (self.query, chosen, timezone.get_current_timezone_name(), self._closed)
        return part(f"{of}:{name}", *state, *about, viewer=viewer, make=make)

    @cached_property
    def _closed(self) -> str:
        """What else a part depends on that is found by words: files closed to the reader have some.

        Pages that are closed are named by every part.
        """
        if not (self.query and self._types and self._kept_as):
            return ""
        return repr(closed_collections(self._kept_as[1]))

    def _found(self) -> QuerySet[Any]:
        """The list with the words searched, before anything is chosen."""
        if self._searched is not None:
            return self.queryset.filter(pk__in=self._searched)
        return self.queryset.filter(keyword_condition(self.query, self.fields))

    @cached_property
    def _searched(self) -> list[int] | None:
        """The pages that the search finds; None where it does not answer, or finds too many."""
        if not (self.query and self._types and self._kept_as):
            return None
        _of, viewer = self._kept_as
        return pages_found(self.query, self._types, viewer)

    def _having(self) -> dict[str, QuerySet[Any]]:
        """For each facet in force, the items with one of its chosen values."""
        return {
            key: self.definitions[key].having(self.model, values)
            for key, values in self.chosen.items()
            if values
        }

    def _facet(self, definition: FacetDefinition) -> Facet:
        key, chosen = definition.key, self.chosen[definition.key]
        named = [
            row._replace(label=label)
            for row in self._counts[key]
            if (label := row.label or definition.name_of(row.value))
        ]
        counted = {row.value for row in named}
        named += [Counted(v, label, 0, 0) for v, label in chosen.items() if v not in counted]
        ordered = _ordered(named, definition.by)
        shown = ordered
        # One more row takes no more room than the link that would show it.
        if key not in self._expanded and len(ordered) > definition.shown + 1:
            shown = ordered[: definition.shown]
            shown += [one for one in ordered[definition.shown :] if one.value in chosen]
        return Facet(
            key=key,
            label=str(definition.label),
            choices=[self._choice(key, row) for row in shown],
            chosen=len(chosen),
            size=len(ordered),
            show_all_url=_query(self._state(expanded=[*self._expanded, key])),
        )

    def _choice(self, key: str, row: Counted) -> Choice:
        return Choice(
            value=row.value,
            label=row.label,
            count=row.results,
            is_chosen=row.value in self.chosen[key],
            url_add=_query(self._state(add=(key, row.value))),
            url_remove=_query(self._state(drop=(key, row.value))),
        )

    # --- The state as addresses and hidden fields -----------------------------------------
    def _state(
        self,
        *,
        words: bool = True,
        filters: bool = True,
        order: bool = True,
        add: tuple[str, str] | None = None,
        drop: tuple[str, str] | None = None,
        expanded: Sequence[str] | None = None,
    ) -> list[tuple[str, str]]:
        """The whole state as (name, value), the default order left out."""
        state = [("q", self.query)] if words and self.query else []
        if filters:
            state += [(key, value) for key, values in self.chosen.items() for value in values]
        if add and add not in state:
            state.append(add)
        if drop:
            state = [one for one in state if one != drop]
        if order and self.sort != next(iter(self._sorts), ""):
            state.append(("sort", self.sort))
        state += self._kept
        shown = self._expanded if expanded is None else expanded
        return state + [(EXPAND, key) for key in dict.fromkeys(shown)]

    @cached_property
    def chips(self) -> list[Chip]:
        """The filters in force, the searched words first."""
        chips = []
        if self.query:
            chips.append(Chip(f"“{self.query}”", "", _query(self._state(words=False))))
        for key, values in self.chosen.items():
            label = str(self.definitions[key].label)
            chips += [
                Chip(name, label, _query(self._state(drop=(key, value))))
                for value, name in values.items()
            ]
        return chips

    @property
    def active(self) -> int:
        """How many filters are in force."""
        return len(self.chips)

    @property
    def clear_url(self) -> str:
        return _query(self._state(words=False, filters=False, expanded=()))

    @property
    def page_query(self) -> str:
        """The state, ready for `page=2` to be appended."""
        query = _query(self._state())
        return query if query == "?" else f"{query}&"

    @property
    def filter_inputs(self) -> list[tuple[str, str]]:
        """Hidden fields of the filter form; words and choices are visible fields of it."""
        return self._state(words=False, filters=False)

    @property
    def sort_inputs(self) -> list[tuple[str, str]]:
        """Hidden fields of the order form."""
        return self._state(order=False)

    @property
    def sorts(self) -> list[SortChoice]:
        """The orders on offer."""
        rest = self._state(order=False)
        return [
            SortChoice(
                one.key, str(one.label), one.key == self.sort, _query([*rest, ("sort", one.key)])
            )
            for one in self._sorts.values()
        ]


def _one(params: QueryDict, name: str) -> str:
    """The last value of a parameter, as text."""
    return str(params.get(name) or "")


def _all_of(queries: Iterable[QuerySet[Any]]) -> Iterable[dict[str, Any]]:
    """The rows of all queries, asked at once."""
    asked = list(queries)
    if not asked:
        return []
    first, *rest = asked
    return first.union(*rest, all=True) if rest else first


def _ordered(rows: list[Counted], by: str) -> list[Counted]:
    """Choices as readers expect them; names break every tie."""
    by_name = sorted(rows, key=lambda row: (sort_key(row.label), row.value))
    if by == "order":
        return sorted(by_name, key=lambda row: row.place)
    if by == "newest":
        return sorted(by_name, key=lambda row: row.value, reverse=True)
    return sorted(by_name, key=lambda row: -row.results)


def _query(state: list[tuple[str, str]]) -> str:
    """The query string; `?` alone leads to the list without any."""
    return f"?{urlencode(state)}"
