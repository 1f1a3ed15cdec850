"""Named figures any app offers: the numbers strip and, later, the results pages read them.

An app registers in its own `counters.py`, which `common.apps` imports at start.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone


@dataclass(frozen=True, slots=True)
class Counter:
    """One figure: `key` as blocks store it, `label` as readers see it, `count` asks one query."""

    key: str
    label: str
    count: Callable[[], int]


@dataclass(frozen=True, slots=True)
class Figure:
    """A counted value with the day it was counted; a figure without a date is not shown."""

    key: str
    label: str
    value: int
    as_of: date


_registry: dict[str, Counter] = {}


def register(key: str, label: str) -> Callable[[Callable[[], int]], Callable[[], int]]:
    """Decorator: offer the function's result as the figure `key`. A key is taken once."""

    def keep(count: Callable[[], int]) -> Callable[[], int]:
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
    """The figures asked for, in that order; unknown keys are left out. One query a figure."""
    today = timezone.localdate()
    return [
        Figure(key, _registry[key].label, _registry[key].count(), today)
        for key in keys
        if key in _registry
    ]
