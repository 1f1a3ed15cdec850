"""Where answers and parts of pages are kept: this process's memory, then the cache `pages`.

Memory for 5 seconds; the shared cache for as long as who keeps something says. It may vanish: that
is a miss, nothing more (REL2). Every key holds a generation, a number shared by all processes. A
change of content draws a new one, and what was kept under the old is never asked for again.
"""

import uuid
from collections.abc import Iterable
from typing import Any

import structlog
from django.core.cache import caches

log = structlog.get_logger(__name__)

LOCAL_SECONDS = 5  # how long a process trusts its own copy
GENERATION_SECONDS = 2  # and its own idea of the generation: with the above, changes show in time
GENERATION_KEY = "generation"


def generation() -> str:
    """The shared number, as this process knew it at most 2 seconds ago."""
    local = caches["local"]
    known = local.get(GENERATION_KEY)
    if known is None:
        shared = caches["pages"]
        known = shared.get(GENERATION_KEY)
        if known is None:  # never drawn, or lost with the cache: what was kept is lost too
            shared.add(GENERATION_KEY, uuid.uuid4().hex, None)
            known = shared.get(GENERATION_KEY, "alone")
        local.set(GENERATION_KEY, known, GENERATION_SECONDS)
    return known


def draw_generation() -> None:
    """Forget everything that is kept."""
    caches["pages"].set(GENERATION_KEY, uuid.uuid4().hex, None)
    caches["local"].delete(GENERATION_KEY)


def find(key: str, places: Iterable[str]) -> Any:
    """What was stored under `key` at one of these places; None if nothing is there.

    A place may be shared by many keys, so whatever is stored tells its own as `key`.
    """
    asked = list(places)
    for tier in ("local", "pages"):
        for place, kept in caches[tier].get_many(asked).items():
            if kept.key == key:
                if tier == "pages":
                    caches["local"].set(place, kept, LOCAL_SECONDS)
                return kept
    return None


def store(kept: Any, place: str, seconds: int) -> None:
    """Keep something that has a `key` at `place`. A disk that is full is no error."""
    try:
        caches["pages"].set(place, kept, seconds)
    except OSError:  # what is not kept is made anew
        log.exception("not_kept", place=place)
    caches["local"].set(place, kept, LOCAL_SECONDS)
