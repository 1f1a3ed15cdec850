"""Who answers: Elasticsearch while it can, else the engine in the database (search.md §17).

A server that fails is left alone for a while, so that no reader waits for it and no save does. Then
one question tries again, as only a question says whether questions are answered. What is known is
shared by all workers through the cache `default`; each keeps a copy for a second.
"""

import time
from dataclasses import dataclass

import structlog
from django.core.cache import caches

from search.backends import engines
from search.backends.base import Answer, Ask, Engine, EngineDown, EngineMistake
from search.generations import live

log = structlog.get_logger(__name__)

FIRST_PAUSE_S = 10
MOST_PAUSE_S = 60
KNOWN_S = 1  # how old a worker's copy of the state may be
PROBE_S = 3  # longer than a question may take: meanwhile nobody else tries
KEPT_S = 3600  # a failure that nobody has asked about for an hour is no news


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer, the name of the engine it is from, and how long all took in milliseconds."""

    answer: Answer
    engine: str
    ms: int


@dataclass(frozen=True, slots=True)
class _Open:
    """Nobody asks before `until` (seconds since 1970), `pause` seconds after the failure."""

    until: float
    pause: float


class Breaker:
    """Open after a failure, for 10 s; then one may try, and each failure doubles the pause."""

    def __init__(self, name: str, opened: str, closed: str) -> None:
        """`opened`, `closed`: the events it logs, once each time."""
        self._key = f"search.breaker.{name}"
        self._opened, self._closed = opened, closed
        self.forget()

    def forget(self) -> None:
        """Drop this worker's copy of the state."""
        self._copy: _Open | None = None
        self._copied_at = float("-inf")

    def is_closed(self) -> bool:
        """Whether all was well when last heard."""
        return self._state() is None

    def lets_through(self) -> bool:
        """Whether to ask now. Of all who could try again after a pause, one is let through."""
        state = self._state()
        if state is None:
            return True
        if time.time() < state.until:
            return False
        return caches["default"].add(f"{self._key}.probe", True, PROBE_S)

    def failed(self, problem: Exception) -> None:
        """Leave the server alone for a while. Heard from who asked earlier, it changes nothing."""
        now, state = time.time(), self._read()
        if state is not None and now < state.until:
            return
        if state is not None:
            pause = min(2 * state.pause, MOST_PAUSE_S)
            self._keep(_Open(now + pause, pause))
            caches["default"].set(self._key, self._copy, KEPT_S)
            return
        self._keep(_Open(now + FIRST_PAUSE_S, FIRST_PAUSE_S))
        if caches["default"].add(self._key, self._copy, KEPT_S):
            caches["default"].set(f"{self._key}.openings", self.openings() + 1, None)
            log.error(self._opened, problem=str(problem))

    def worked(self) -> None:
        """It answered. Costs nothing while all is well."""
        if self._copy is None:
            return
        was_open = self._read() is not None
        caches["default"].delete_many([self._key, f"{self._key}.probe"])
        self._keep(None)
        if was_open:
            log.warning(self._closed)

    def openings(self) -> int:
        """How often it has opened since the cache was last emptied."""
        return caches["default"].get(f"{self._key}.openings", 0)

    def _state(self) -> _Open | None:
        if time.time() - self._copied_at < KNOWN_S:
            return self._copy
        return self._read()

    def _read(self) -> _Open | None:
        self._keep(caches["default"].get(self._key))
        return self._copy

    def _keep(self, state: _Open | None) -> None:
        self._copy, self._copied_at = state, time.time()


questions = Breaker("questions", opened="search.degraded", closed="search.recovered")
# Of its own: a server that takes no documents (its disk is full) may go on answering.
writes = Breaker("writes", opened="search.writes_wait", closed="search.writes_resumed")


def ask(asked: Ask) -> Answered:
    """Ask the site's engine. Raises EngineDown where neither answers."""
    began = time.perf_counter()
    answer, engine = _from_remote(asked) or _from_embedded(asked)
    return Answered(answer, engine.name, round((time.perf_counter() - began) * 1000))


def saves_may_write() -> bool:
    """Whether a save may send what it changed to the remote engine itself, or leaves that."""
    return questions.is_closed() and writes.lets_through()


def _from_remote(asked: Ask) -> tuple[Answer, Engine] | None:
    """The remote engine's answer; None where there is none, it rests, or it has just failed."""
    engine = engines.remote()
    if engine is None:
        return None
    generation = live(engine.sink)
    # Nothing has been built there yet: no failure, so nothing to be told of.
    if generation is None or not questions.lets_through():
        return None
    try:
        answer = engine.search(generation, asked)
    except EngineDown as problem:
        questions.failed(problem)
        return None
    except EngineMistake as problem:
        # It answers, but not this: ours to mend, no reason to leave it alone.
        log.error("search.refused", problem=str(problem))
        questions.worked()
        return None
    questions.worked()
    return answer, engine


def _from_embedded(asked: Ask) -> tuple[Answer, Engine]:
    engine = engines.embedded()
    generation = live(engine.sink)
    if generation is None:
        raise EngineDown("no index was ever built: search_rebuild")
    return engine.search(generation, asked), engine
