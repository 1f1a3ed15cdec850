"""The search on the clock: the nightly net below all signals, and what is old (search.md §15)."""

from datetime import datetime, timedelta

import structlog

from common.periodic import register
from search import outbox
from search.alerts import send_alerts
from search.backends import engines
from search.backends.base import EngineDown
from search.checking import report
from search.drain import drain_all
from search.generations import live
from search.models import Frequency
from search.purging import purge

log = structlog.get_logger(__name__)


@register("search.repair", every=timedelta(days=1))
def repair(as_of: datetime) -> None:
    """Index anew what any index has otherwise than the database."""
    for engine in engines.every():
        try:
            found = report(engine)
        except EngineDown as problem:
            log.warning("search.repair_failed", sink=engine.sink, problem=str(problem))
            continue
        if found.differences.keys:
            log.error("search.differed", sink=engine.sink, keys=len(found.differences.keys))
            outbox.enqueue(found.differences.keys)
            drain_all(engine)
        if found.is_outdated or found.generation is None:
            log.error("search.rebuild_due", sink=engine.sink)


@register("search.drain", every=timedelta(minutes=1))
def drain_what_waits(as_of: datetime) -> None:
    """Index what a process noted and did not index: a site that runs no loop needs no more."""
    for engine in engines.every():
        drain_all(engine)


@register("search.purge", every=timedelta(days=1))
def purge_what_is_old(as_of: datetime) -> None:
    purge(as_of)


@register("search.tidy", every=timedelta(days=1))
def tidy_up(as_of: datetime) -> None:
    """Merge what writing left in pieces, and count words anew where they are counted (§11, §12)."""
    engine = engines.embedded()
    if (generation := live(engine.sink)) is None:
        return
    try:
        engine.finish(generation)
    except EngineDown as problem:
        log.warning("search.tidy_failed", sink=engine.sink, problem=str(problem))


@register("search.alerts", every=timedelta(hours=1))
def tell_of_new_finds(as_of: datetime) -> None:
    """Each search in its own rhythm; the hour only says how late a message may be."""
    for frequency in (Frequency.DAILY, Frequency.WEEKLY):
        send_alerts(frequency=frequency, now=as_of)
