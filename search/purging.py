"""Forgetting what has served: old indexes, traces of removals, raw rows of the log."""

from collections.abc import Callable
from datetime import datetime

import structlog

from search.backends import engines
from search.backends.base import EngineDown
from search.generations import fed, forget_old

log = structlog.get_logger(__name__)

Purger = Callable[[datetime], int]
_purgers: dict[str, Purger] = {}


def purges(name: str) -> Callable[[Purger], Purger]:
    """Decorator: the function drops old rows as of a moment and returns how many there were."""

    def keep(purger: Purger) -> Purger:
        _purgers[name] = purger
        return purger

    return keep


def purge(as_of: datetime) -> dict[str, int]:
    """Drop all that is old. Returns how many, by what it was. Repeat it as you like."""
    dropped = {"indexes": 0, "traces of removals": 0}
    for engine in engines.every():
        try:
            dropped["indexes"] += len(forget_old(engine))
            for generation in fed(engine.sink):
                dropped["traces of removals"] += engine.forget_removals(generation)
        except EngineDown as problem:
            log.warning("search.purge_failed", sink=engine.sink, problem=str(problem))
    return dropped | {name: purger(as_of) for name, purger in _purgers.items()}
