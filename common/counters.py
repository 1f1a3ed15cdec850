"""Named figures any app offers: the numbers strip and, later, the results pages read them.

An app registers in its own `counters.py`, which `common.apps` imports at start.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.cache import caches
from django.db.models import IntegerField, QuerySet, Subquery
from django.utils import timezone
from wagtail.models import Locale

Count = Callable[[], int | QuerySet[Any]]
RECENT = 600  # seconds


@dataclass(frozen=True, slots=True)
class Counter:
    """One figure: `key` as blocks store it, `label` as readers see it.

    `count` returns the number, or, better, what is to be counted: all such figures of a page are
    then one query together.
    """

    key: str
    label: Any  # lazy text
    count: Count


@dataclass(frozen=True, slots=True)
class Figure:
    """A counted value with the day it was counted; a figure without a date is not shown."""

    key: str
    label: Any  # lazy text
    value: int
    as_of: date


class _CountOf(Subquery):
    """The number of rows of a query, as a column of another."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) _counted)"
    output_field = IntegerField()
    empty_result_set_value = 0


_registry: dict[str, Counter] = {}


def register(key: str, label: Any) -> Callable[[Count], Count]:
    """Decorator: offer the function's result as the figure `key`. A key is taken once."""

    def keep(count: Count) -> Count:
        if key in _registry:
            raise ValueError(f"counter {key!r} is registered twice")
        _registry[key] = Counter(key, label, count)
        return count

    return keep


def choices() -> list[tuple[str, str]]:
    """(key, label) of every counter, for forms."""
    return [(one.key, one.label) for one in _registry.values()]


def known(key: str) -> bool:
    return key in _registry


def figures(keys: Iterable[str]) -> list[Figure]:
    """The figures asked for, counted now, in that order; unknown keys are left out.

    One query for all counters that return a queryset, one for each other.
    """
    today = timezone.now().date()  # UTC: a figure is kept for all readers
    counted = _counted([key for key in keys if key in _registry])
    return [Figure(key, _registry[key].label, value, today) for key, value in counted.items()]


def recent_figures(keys: Iterable[str]) -> list[Figure]:
    """As `figures`, counted within the last ten minutes: pages count nothing at each request."""
    known_keys = [key for key in dict.fromkeys(keys) if key in _registry]
    store = caches["pages"]
    kept = store.get_many([f"counter:{key}" for key in known_keys])
    missing = [key for key in known_keys if f"counter:{key}" not in kept]
    if missing:
        fresh = {f"counter:{one.key}": (one.value, one.as_of) for one in figures(missing)}
        store.set_many(fresh, RECENT)
        kept |= fresh
    return [Figure(key, _registry[key].label, *kept[f"counter:{key}"]) for key in known_keys]


def _counted(keys: list[str]) -> dict[str, int]:
    answers = {key: _registry[key].count() for key in keys}
    queries = {key: one.order_by() for key, one in answers.items() if isinstance(one, QuerySet)}
    if queries:
        # Any table that always has a row will do to hang the counts on.
        columns = {f"figure_{at}": _CountOf(query) for at, query in enumerate(queries.values())}
        row = Locale.objects.order_by("pk").values_list(*columns.values())[:1].get()
        answers |= dict(zip(queries, row, strict=True))
    return answers  # type: ignore[return-value]  # every queryset has become a number
