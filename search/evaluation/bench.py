"""All that `search_eval --bench` measures, and what the specification allows it to take (§20)."""

import gc
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from search.backends.base import Engine
from search.evaluation import around, latency
from search.evaluation.times import Times, together

PARTS = ("search", "autocomplete", "spelling", "saves", "wagtail")
# p95 at 100,000 documents, by engine (§12, §20).
SEARCH_MS = {"sqlite": 50.0, "postgresql": 120.0, "elasticsearch": 100.0}
AUTOCOMPLETE_MS = 20.0  # titles are always asked of the database
SPELLING_MS = 15.0
NOTING_MS = 5.0
SAVE_MS = 50.0  # with all that follows, also where the search server is dead


@dataclass(frozen=True, slots=True)
class Measured:
    """A line of the report. `most`: milliseconds that p95 may take; None where nothing says."""

    title: str
    times: Times
    most: float | None = None

    @property
    def is_missed(self) -> bool:
        return self.most is not None and self.times.percentile(95) > self.most

    def __str__(self) -> str:
        most = "" if self.most is None else f"   p95 at most {self.most:.0f}"
        return f"{self.title:34} {self.times}{most}"

    def figures(self) -> dict[str, Any]:
        """The same for machines."""
        return self.times.figures() | {"most": self.most, "is_missed": self.is_missed}


def measured(
    engine: Engine,
    name: str,
    *,
    documents: int,
    rounds: int,
    tell: Callable[[str], Any],
    only: str | None = None,
) -> list[Measured]:
    """Fill the empty index `name` and measure every part, or one of PARTS."""
    seconds = latency.filled(engine, name, documents, tell)
    tell(f"{engine.name}: {documents:,} documents written in {seconds:.0f} s")
    gc.collect()
    gc.freeze()  # as gunicorn.conf.py does once all is loaded
    lines: list[Measured] = []
    for part in [only] if only else PARTS:
        tell(f"measuring: {part}")
        lines += _MEASURES[part](engine, name, rounds)
    return lines


def _search(engine: Engine, name: str, rounds: int) -> Iterator[Measured]:
    times = latency.asked(engine, name, rounds)
    yield from (Measured(title, one) for title, one in times.items())
    yield Measured("search", together(times.values()), SEARCH_MS[engine.name])


def _autocomplete(engine: Engine, name: str, rounds: int) -> Iterator[Measured]:
    yield Measured("autocomplete", latency.completed(engine, name, rounds), AUTOCOMPLETE_MS)


def _spelling(engine: Engine, name: str, rounds: int) -> Iterator[Measured]:
    number, times = around.spelt(rounds)
    yield Measured(f"did you mean, of {number:,} words", times, SPELLING_MS)


def _saves(engine: Engine, name: str, rounds: int) -> Iterator[Measured]:
    most = (NOTING_MS, SAVE_MS)
    for (title, times), allowed in zip(around.saved().items(), most, strict=False):
        yield Measured(title, times, allowed)


def _wagtail(engine: Engine, name: str, rounds: int) -> Iterator[Measured]:
    pages, times = around.beside()
    yield Measured(f"Wagtail, its {pages:,} pages here", times)


_MEASURES: dict[str, Callable[[Engine, str, int], Iterator[Measured]]] = {
    "search": _search,
    "autocomplete": _autocomplete,
    "spelling": _spelling,
    "saves": _saves,
    "wagtail": _wagtail,
}
