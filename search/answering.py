"""Which engine answers: Elasticsearch while it does, else the one in the database."""

import time
from dataclasses import dataclass

from search.backends import engines
from search.backends.base import Answer, Ask, EngineDown
from search.generations import live


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer, the name of the engine it is from, and how long that took in milliseconds."""

    answer: Answer
    engine: str
    ms: int


def ask_engine(ask: Ask) -> Answered:
    """Ask the engine of this site. Raises EngineDown where none can answer."""
    engine = engines.embedded()
    generation = live(engine.sink)
    if generation is None:
        raise EngineDown("no index was ever built: search_rebuild")
    began = time.perf_counter()
    answer = engine.search(generation, ask)
    return Answered(answer, engine.name, round((time.perf_counter() - began) * 1000))
