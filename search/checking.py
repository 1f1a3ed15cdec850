"""Whether an index holds what the database says, and making it so (search.md §18).

The net below all signals: writes that send none, crashes at an unlucky moment, lost indexes.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from search import outbox
from search.backends.base import Engine
from search.models import Generation, Outbox, State
from search.reading import CHUNK, chunked, every_batch, read_batch


@dataclass(slots=True)
class Differences:
    """Keys that the index lacks, has otherwise, or has though they must not be found.

    `expected` and `found` count documents by type. What waits in the outbox is no difference.
    """

    missing: list[str] = field(default_factory=list)
    stale: list[str] = field(default_factory=list)
    orphans: list[str] = field(default_factory=list)
    expected: dict[str, int] = field(default_factory=dict)
    found: dict[str, int] = field(default_factory=dict)
    broken: dict[str, str] = field(default_factory=dict)

    @property
    def keys(self) -> list[str]:
        return [*self.missing, *self.stale, *self.orphans]


@dataclass(slots=True)
class Report:
    """What `search_check` says of one engine; `generation` is None where no index is live."""

    sink: str
    engine: str
    generation: str | None
    is_outdated: bool
    differences: Differences
    waiting: int
    oldest: datetime | None
    dead: list[tuple[str, str]]  # key, why

    @property
    def is_good(self) -> bool:
        """All is indexed, by the rules of today."""
        return (
            self.generation is not None
            and not self.is_outdated
            and not self.differences.keys
            and not self.differences.broken
            and not self.dead
        )


def report(engine: Engine) -> Report:
    """Compare the live index of `engine` with the database: reads everything there is.

    Raises EngineDown if the engine does not answer.
    """
    row = Generation.objects.filter(sink=engine.sink, state=State.LIVE).first()
    is_there = row is not None and engine.exists(row.name)
    dead = Outbox.objects.filter(sink=engine.sink, dead=True).order_by("key")
    return Report(
        sink=engine.sink,
        engine=engine.name,
        generation=row.name if row and is_there else None,
        is_outdated=row is not None and row.mapping_hash != engine.mapping_hash(),
        differences=differences(engine, row.name) if row and is_there else Differences(),
        waiting=outbox.depth(engine.sink),
        oldest=outbox.oldest(engine.sink),
        dead=list(dead.values_list("key", "error")),
    )


def differences(engine: Engine, generation: str) -> Differences:
    """What an index has otherwise than the database, but for what waits in the outbox.

    What changes while this reads is looked at twice.
    """
    engine.refresh(generation)
    stored = dict(engine.digests(generation))
    result = Differences(found=engine.counts(generation))
    expected: Counter[str] = Counter()
    seen: set[str] = set()
    for batch in every_batch():
        result.broken |= batch.broken
        for one in batch.documents:
            key = one.document.key
            seen.add(key)
            expected[one.document.type] += 1
            if key not in stored:
                result.missing.append(key)
            elif stored[key] != one.digest:
                result.stale.append(key)
    result.expected = dict(expected)
    result.orphans = sorted(stored.keys() - seen - result.broken.keys())
    if result.keys:
        _confirm(engine, generation, result)
    return result


def _confirm(engine: Engine, generation: str, result: Differences) -> None:
    """Keep only what differs still, is not on its way and did not change while this looked.

    The order is the proof: what the database held before the outbox was read, and holds yet when
    the index has been read, is in the outbox or was written to the index before it left it.
    """
    before = _fresh(result.keys)
    waiting = set(Outbox.objects.filter(sink=engine.sink, dead=False).values_list("key", flat=True))
    engine.refresh(generation)
    stored = dict(engine.digests(generation))
    after = _fresh(result.keys)
    for keys in (result.missing, result.stale, result.orphans):
        keys[:] = [
            key
            for key in keys
            if key not in waiting and before.get(key) == after.get(key) != stored.get(key)
        ]


def _fresh(keys: list[str]) -> dict[str, str]:
    """The digests of these documents as the database has them now; without what it has not."""
    digests: dict[str, str] = {}
    for some in chunked(keys, CHUNK):
        digests |= {one.document.key: one.digest for one in read_batch(some).documents}
    return digests
