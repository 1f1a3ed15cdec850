"""The indexes of an engine: the one readers see, those that are fed, and building a new one.

A new index is filled beside the live one and changes places with it in one step (search.md §16), so
readers never meet an empty or half an index, and nothing that changes meanwhile is lost.
"""

import random
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import timedelta
from secrets import token_hex

import structlog
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from search.backends import engines
from search.backends.base import Engine
from search.checking import differences
from search.models import Generation, Sink, State
from search.reading import CHUNK, Batch, chunked, every_batch, read_batch, what_holds
from search.vocabulary import alone, keep_only, learn

log = structlog.get_logger(__name__)

DEAD_AFTER = timedelta(minutes=5)  # without a heartbeat, nobody builds any more
KEPT = timedelta(hours=24)  # for going back
SAMPLE = 200  # documents compared before an index goes live


_known: ContextVar[dict[str, str | None] | None] = ContextVar("live", default=None)


class RebuildRunning(Exception):
    """Somebody else builds an index for this engine now."""


class RebuildFailed(Exception):
    """The new index is not what the database holds. The live one is as it was."""


@dataclass(frozen=True, slots=True)
class Built:
    """A finished rebuild: the new index, how many documents, how long it took in seconds."""

    generation: str
    documents: int
    seconds: float


def live(sink: str) -> str | None:
    """The name of the index readers see; None where none was ever built."""
    known = _known.get()
    if known is None:
        return _live_now().get(sink)
    if not known:
        known.update(dict.fromkeys(Sink.values) | _live_now())
    return known[sink]


@contextmanager
def one_and_the_same() -> Iterator[None]:
    """Within, the live indexes are those of the first look: for one answer. One query for all."""
    token = _known.set({})
    try:
        yield
    finally:
        _known.reset(token)


def _live_now() -> dict[str, str]:
    rows = Generation.objects.filter(state=State.LIVE)
    return dict(rows.values_list("sink", "name"))


def fed(sink: str) -> list[str]:
    """The names of the indexes that changes go to: the live one and one that is being built."""
    rows = Generation.objects.filter(sink=sink, state__in=[State.LIVE, State.BUILDING])
    return list(rows.order_by("pk").values_list("name", flat=True))


def is_due(engine: Engine) -> bool:
    """Whether the live index is missing, lost, or was made by rules that have changed since."""
    row = Generation.objects.filter(sink=engine.sink, state=State.LIVE).first()
    return row is None or row.mapping_hash != engine.mapping_hash() or not engine.exists(row.name)


def rebuild(engine: Engine) -> Built:
    """Build a new index from the database, compare it and let it go live.

    Raises RebuildRunning if one is being built already, RebuildFailed if it differs from the
    database in the end, EngineDown if the engine stops answering. The live one serves until then.
    """
    began = time.monotonic()
    generation = _begun(engine)
    try:
        tally = _fill(engine, generation)
        engine.finish(generation.name)
        _compare(engine, generation, tally)
        _go_live(engine, generation, tally.total())
    except BaseException:
        # Whatever it was, also being told to stop: what is half built is of no use to anybody.
        Generation.objects.filter(pk=generation.pk).update(state=State.FAILED)
        raise
    if engine.sink == Sink.EMBEDDED:
        keep_only([key for key, _digest in engine.digests(generation.name)])
    return Built(generation.name, tally.total(), time.monotonic() - began)


@contextmanager
def trial(engine: Engine) -> Iterator[str]:
    """An empty index that changes go to and that never goes live: for measuring. Gives its name.

    It goes in the end; if this process dies, with the failed ones. It is the one that is being
    built, so raises RebuildRunning where one is, and rebuilds wait until it has gone.
    """
    row = _begun(engine)
    try:
        yield row.name
    finally:
        engine.drop(row.name)
        row.delete()


def is_alive(generation: str) -> None:
    """Note that somebody is still at work on this index."""
    Generation.objects.filter(name=generation).update(heartbeat=timezone.now())


def go_back(engine: Engine) -> str:
    """Let the index that was live before be live again. Returns its name; repair it afterwards.

    Raises LookupError where none is kept.
    """
    with transaction.atomic():
        rows = Generation.objects.select_for_update().filter(sink=engine.sink)
        before = rows.filter(state=State.RETIRED).order_by("-retired_at").first()
        if before is None or not engine.exists(before.name):
            raise LookupError(f"no earlier index of {engine.sink} is kept")
        _change_places(engine, before)
    return before.name


def forget_old(engine: Engine) -> list[str]:
    """Drop failed indexes and those retired for a day. Returns their names."""
    dead = timezone.now() - DEAD_AFTER
    rows = Generation.objects.filter(sink=engine.sink)
    rows.filter(state=State.BUILDING, heartbeat__lt=dead).update(state=State.FAILED)
    old = rows.filter(state=State.FAILED) | rows.filter(
        state=State.RETIRED, retired_at__lt=timezone.now() - KEPT
    )
    names = []
    for row in old:
        engine.drop(row.name)
        row.delete()
        names.append(row.name)
    return names


def _begun(engine: Engine) -> Generation:
    """A new empty index that is fed from now on. The constraint lets one builder in."""
    forget_old(engine)
    row = Generation(
        sink=engine.sink,
        name=_new_name(engine),
        mapping_hash=engine.mapping_hash(),
        heartbeat=timezone.now(),
    )
    engine.create(row.name)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as problem:
        engine.drop(row.name)
        raise RebuildRunning(f"an index of {engine.sink} is being built already") from problem
    return row


def _new_name(engine: Engine) -> str:
    """`<prefix>-<hash>-<time>`, and chance, for two in one second."""
    moment = timezone.now().strftime("%Y%m%d%H%M%S")
    return f"{settings.SEARCH_PREFIX}-{engine.mapping_hash()[:8]}-{moment}{token_hex(3)}"


def _fill(engine: Engine, generation: Generation) -> Counter[str]:
    """Write everything that should be found. Returns the number of documents by type."""
    tally: Counter[str] = Counter()
    for batch in every_batch():
        refused = batch.broken | _write(engine, generation.name, batch)
        for key, problem in refused.items():
            log.error("search.not_built", key=key, problem=problem)
        tally.update(
            one.document.type for one in batch.documents if one.document.key not in refused
        )
        is_alive(generation.name)
    return tally


def _write(engine: Engine, name: str, batch: Batch) -> dict[str, str]:
    """Write a batch, and learn its words. Returns what was refused."""
    refused = engine.write(name, batch.documents, batch.gone, batch.version)
    if engine.sink == Sink.EMBEDDED:
        # A drain that has written something newer meanwhile learns it after this.
        with alone():
            learn(*what_holds(engines.embedded(), name, batch))
    return refused


def _compare(engine: Engine, generation: Generation, tally: Counter[str]) -> None:
    """Numbers by type and some documents; all of them where these differ.

    Something may have changed meanwhile: what differs is written once more, and then may differ
    only while it waits in the outbox.
    """
    engine.refresh(generation.name)
    if engine.counts(generation.name) == dict(tally) and not _sampled(engine, generation.name):
        return
    for keys in chunked(differences(engine, generation.name).keys, CHUNK):
        _write(engine, generation.name, read_batch(keys))
    engine.refresh(generation.name)
    left = differences(engine, generation.name).keys
    if left:
        raise RebuildFailed(f"{len(left)} documents differ, such as {left[0]}")


def _sampled(engine: Engine, generation: str) -> list[str]:
    """Of 200 documents of the index, those that the database has otherwise now."""
    stored = dict(engine.digests(generation))
    chosen = random.sample(sorted(stored), min(SAMPLE, len(stored)))
    batch = read_batch(chosen)
    fresh = {one.document.key: one.digest for one in batch.documents}
    return [key for key in chosen if fresh.get(key) != stored[key]]


def _go_live(engine: Engine, generation: Generation, documents: int) -> None:
    with transaction.atomic():
        row = Generation.objects.select_for_update().get(pk=generation.pk)
        if row.state != State.BUILDING:
            raise RebuildFailed(f"{row.name} was given up meanwhile: it gave no sign of life")
        row.docs = documents
        _change_places(engine, row)


def _change_places(engine: Engine, new: Generation) -> None:
    """Make `new` the live index; in a transaction, so that the rows follow if the engine fails."""
    Generation.objects.filter(sink=engine.sink, state=State.LIVE).update(
        state=State.RETIRED, retired_at=timezone.now()
    )
    new.state, new.retired_at = State.LIVE, None
    new.save()
    engine.go_live(new.name)
