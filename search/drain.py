"""From the outbox into the engines (search.md §14).

Each step may happen twice and none may be lost: a crash between writing and removing the row
repeats the batch, and versions see to it that a later reading wins however drains interleave.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass

import structlog
from django.db import DatabaseError, transaction

from common.indexing import SearchDoc
from search import breaker, outbox
from search.backends import engines
from search.backends.base import Engine, EngineDown
from search.documents import Indexed
from search.generations import fed, live
from search.models import Outbox, Sink
from search.reading import Batch, read_batch, what_holds
from search.vocabulary import learn

log = structlog.get_logger(__name__)

PATIENCE = 0.3  # seconds

# Told of every batch that the embedded engine has taken: documents before, by key; documents now.
Follower = Callable[[dict[str, SearchDoc], list[Indexed]], None]
_followers: list[Follower] = []


@dataclass(slots=True)
class Drained:
    """What one batch came to, in rows."""

    done: int = 0
    failed: int = 0


def follow(follower: Follower) -> Follower:
    """Decorator: what is kept of documents beside the engines is brought up to date by this."""
    _followers.append(follower)
    return follower


def drain(
    engine: Engine, *, keys: Collection[str] | None = None, limit: int = outbox.AT_ONCE
) -> Drained:
    """Index one batch of at most `limit` due rows, only those of `keys` if given.

    Nothing is kept while there is no index to write to. Engines that do not answer are no error:
    the rows wait.
    """
    rows = outbox.lease(engine.sink, keys=keys, limit=limit)
    if not rows:
        return Drained()
    # Asked after the rows were taken: an index begun between the two would lack what they tell.
    generations = fed(engine.sink)
    if not generations:
        outbox.give_back(rows)
        return Drained()
    batch = read_batch([row.key for row in rows])
    try:
        refused = batch.broken | _written(engine, generations, batch)
    except (EngineDown, DatabaseError) as problem:
        if engine.sink != Sink.EMBEDDED:
            breaker.writes.failed(problem)
        log.warning("search.drain_failed", sink=engine.sink, rows=len(rows), problem=str(problem))
        outbox.put_back(rows, str(problem))
        return Drained(failed=len(rows))
    if engine.sink != Sink.EMBEDDED:
        breaker.writes.worked()
    return _settled(rows, refused)


def after_commit(keys: Collection[str]) -> None:
    """Index what this process has just changed: at once in the database, if quick elsewhere.

    Saves never wait for a server: 300 ms once, and then not at all while the breaker is open.
    """
    drain(engines.embedded(), keys=keys)
    remote = engines.remote()
    if remote and breaker.saves_may_write():
        drain(remote.within(PATIENCE), keys=keys)


def drain_all(engine: Engine) -> Drained:
    """Batches until nothing is due, or one fails as a whole."""
    total = Drained()
    while True:
        one = drain(engine)
        total.done += one.done
        total.failed += one.failed
        if not one.done:
            return total


def _written(engine: Engine, generations: list[str], batch: Batch) -> dict[str, str]:
    """Write to every index that is fed. Returns what any of them refused, with the reason."""
    if engine.sink != Sink.EMBEDDED:
        return _write_to(engine, generations, batch)
    with transaction.atomic():
        before = _before(batch)
        refused = _write_to(engine, generations, batch)
        taken, gone = what_holds(engines.embedded(), generations[0], batch)
        learn(taken, gone)  # words that may be proposed
        for follower in _followers:
            follower(before, taken)
    return refused


def _write_to(engine: Engine, generations: list[str], batch: Batch) -> dict[str, str]:
    refused: dict[str, str] = {}
    for generation in generations:
        refused |= engine.write(generation, batch.documents, batch.gone, batch.version)
    return refused


def _before(batch: Batch) -> dict[str, SearchDoc]:
    """What readers found of these keys until now, for those who follow."""
    generation = live(Sink.EMBEDDED)
    if generation is None or not _followers:
        return {}
    keys = [one.document.key for one in batch.documents] + batch.gone
    return engines.embedded().shown(generation, keys)


def _settled(rows: list[Outbox], refused: dict[str, str]) -> Drained:
    """Remove the rows of what was taken, and note what was refused."""
    bad = [row for row in rows if row.key in refused]
    good = [row for row in rows if row.key not in refused]
    outbox.settle(good)
    outbox.refuse(bad, refused)
    return Drained(done=len(good), failed=len(bad))
