"""How often topics are opened: counted by the process, written after the answer (decision 0234)."""

from collections import Counter
from threading import Lock
from time import monotonic
from typing import Any

import structlog
from django.conf import settings
from django.db import DatabaseError
from django.db.models import F

from forum.engine import Topic

log = structlog.get_logger(__name__)

_lock = Lock()  # a process may answer several requests at once
_seen: Counter[int] = Counter()
_since: list[float] = []  # when the oldest view that is not written was counted


def note_view(*, topic: Any) -> None:
    """Somebody has opened this topic. Asks nothing: `write_views` writes it later."""
    with _lock:
        _seen[topic.pk] += 1
        if not _since:
            _since.append(monotonic())


def write_views_when_due(**_signal: Any) -> None:
    """Receiver of the end of a request, when the answer is on its way: nobody waits for it."""
    every = settings.TOPIC_VIEWS_WRITTEN_EVERY
    if every is None:
        return
    with _lock:
        is_due = bool(_since) and monotonic() - _since[0] >= every
    if is_due:
        write_views()


def write_views() -> int:
    """Add what was counted to the topics. Returns how many views were written.

    A statement and a transaction for each topic: two processes that write at once hold one row
    each, so neither waits for the other's. What the database does not take is kept for the next
    time.
    """
    with _lock:
        counted = dict(sorted(_seen.items()))
        _seen.clear()
        _since.clear()
    written = 0
    try:
        for pk in list(counted):
            Topic.objects.filter(pk=pk).update(views_count=F("views_count") + counted[pk])
            written += counted.pop(pk)
    except DatabaseError:
        log.warning("views_not_written", topics=len(counted), exc_info=True)
        with _lock:
            _seen.update(counted)
            _since[:] = [monotonic()]
    return written
