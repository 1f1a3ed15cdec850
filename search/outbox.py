"""What has changed and waits to be indexed (search.md §14).

A row is written in the transaction of the change, so that either both happen or neither does. What
is told twice waits once.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta

from django.db import connection, models, transaction
from django.utils import timezone

from search.backends import engines
from search.models import Outbox
from search.numbers import draw

LEASE = timedelta(minutes=2)
MAX_WAIT = 600  # seconds between two tries
TRIES = 5  # of a document that is refused
AT_ONCE = 500  # rows of one statement
_ROW_FIELDS = ("seq", "tries", "not_before", "leased_until", "error", "dead", "updated")

_waits: ContextVar[bool] = ContextVar("waits", default=False)


@contextmanager
def left_to_the_loop() -> Iterator[None]:
    """Within, changes are noted but not indexed by this process: for loading a great deal."""
    token = _waits.set(True)
    try:
        yield
    finally:
        _waits.reset(token)


def is_left_to_the_loop() -> bool:
    return _waits.get()


def enqueue(keys: Collection[str]) -> None:
    """Note that these documents have changed, for every engine. Two statements for 500 keys.

    In the order of keys, so that two writers of the same ones cannot wait for each other.
    """
    now = timezone.now()
    sinks = [engine.sink for engine in engines.every()]
    seq = draw()
    rows = [
        Outbox(sink=sink, key=key, seq=seq, not_before=now, updated=now)
        for sink in sinks
        for key in sorted(keys)
    ]
    Outbox.objects.bulk_create(
        rows,
        batch_size=AT_ONCE,
        update_conflicts=True,
        unique_fields=["sink", "key"],
        update_fields=_ROW_FIELDS,
    )


def lease(sink: str, *, keys: Collection[str] | None = None, limit: int = AT_ONCE) -> list[Outbox]:
    """Take at most `limit` due rows for this process, oldest first; None but `keys` if given.

    They are its own for two minutes: a process that dies gives them back by the time passing.
    Raises RuntimeError within a transaction: what it has not committed nobody else may index.
    """
    now = timezone.now()
    due = Outbox.objects.filter(sink=sink, dead=False, not_before__lte=now).filter(
        models.Q(leased_until=None) | models.Q(leased_until__lt=now)
    )
    if keys is not None:
        due = due.filter(key__in=keys)
    with transaction.atomic(durable=True):
        if connection.features.has_select_for_update_skip_locked:
            due = due.select_for_update(skip_locked=True)
        rows = list(due.order_by("seq", "key")[:limit])
        until = now + LEASE
        Outbox.objects.filter(pk__in=[row.pk for row in rows]).update(leased_until=until)
    for row in rows:
        row.leased_until = until
    return rows


def settle(rows: Collection[Outbox]) -> None:
    """Remove what has been indexed: only rows that have not changed since they were leased.

    What has changed stays and is indexed again. One statement: `delete` would read the rows first,
    as receivers hear of every model's deletions, and take what changed between the two.
    """
    own = _own(rows)
    own._raw_delete(own.db)


def give_back(rows: Collection[Outbox]) -> None:
    """Let others have these at once: nothing was tried."""
    _own(rows).update(leased_until=None)


def put_back(rows: Collection[Outbox], problem: str) -> None:
    """Try these again later: the engine did not answer. For ever, at most ten minutes apart."""
    by_tries: dict[int, list[Outbox]] = defaultdict(list)
    for row in rows:
        by_tries[row.tries].append(row)
    for tries, alike in by_tries.items():
        _try_later(alike, tries, problem)


def refuse(rows: Collection[Outbox], problems: dict[str, str]) -> None:
    """Try these again later: the engine or the app refused the document. Five times, then never.

    What is dead stays, to be seen and tried again by a person.
    """
    for row in rows:
        _try_later([row], row.tries, problems[row.key], dead=row.tries + 1 >= TRIES)


def revive(keys: Collection[str] | None = None) -> int:
    """Try dead rows once more, all or those of `keys`. Returns how many."""
    dead = Outbox.objects.filter(dead=True)
    if keys is not None:
        dead = dead.filter(key__in=keys)
    return dead.update(dead=False, tries=0, not_before=timezone.now(), leased_until=None)


def depth(sink: str) -> int:
    """How many rows wait."""
    return Outbox.objects.filter(sink=sink, dead=False).count()


def oldest(sink: str) -> datetime | None:
    """Since when the longest waiting row waits."""
    return Outbox.objects.filter(sink=sink, dead=False).aggregate(at=models.Min("updated"))["at"]


def _own(rows: Collection[Outbox]) -> models.QuerySet[Outbox]:
    """These rows as long as they are as they were leased: a change takes the lease away.

    Another process that leased one later has it until another moment.
    """
    moments = {row.leased_until for row in rows}
    return Outbox.objects.filter(pk__in=[row.pk for row in rows], leased_until__in=moments)


def _try_later(rows: Collection[Outbox], tries: int, problem: str, *, dead: bool = False) -> None:
    _own(rows).update(
        tries=tries + 1,
        not_before=timezone.now() + timedelta(seconds=min(2**tries, MAX_WAIT)),
        leased_until=None,
        error=problem[:1000],
        dead=dead,
    )
