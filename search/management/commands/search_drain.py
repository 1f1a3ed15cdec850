"""`manage.py search_drain`: what changed, into the engines (search.md §14, §18)."""

import signal
import threading
import time
from typing import Any

import structlog
from django.core.management.base import BaseCommand, CommandParser
from django.db import Error, close_old_connections
from django.utils import timezone

from search import outbox
from search.backends import engines
from search.backends.base import Engine
from search.drain import Drained, drain, drain_all

log = structlog.get_logger(__name__)

PAUSE = 0.5  # seconds between two looks at an empty outbox: visible within two (§20)


class Command(BaseCommand):
    help = "Index what waits in the outbox, and say how much waits still and since when."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--loop", action="store_true", help="go on until told to stop")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["loop"]:
            self._loop()
            return
        for engine in engines.every():
            done = drain_all(engine)
            self.stdout.write(f"{engine.sink}: {_words(engine, done)}")

    def _loop(self) -> None:
        """Each engine in turn, a batch at a time: one that is away holds up no other."""
        stopped = threading.Event()
        for one in (signal.SIGTERM, signal.SIGINT):
            signal.signal(one, lambda *_: stopped.set())
        while not stopped.is_set():
            close_old_connections()
            began = time.monotonic()
            if not any(_one_batch(engine) for engine in engines.every()):
                stopped.wait(max(PAUSE - (time.monotonic() - began), 0.05))


def _one_batch(engine: Engine) -> bool:
    """Whether there was something to do and it went well."""
    try:
        done = drain(engine)
    except Error:  # the database is away: it will be back (REL1)
        log.exception("search.drain_without_database", sink=engine.sink)
        return False
    if done.done or done.failed:
        log.info("search.drained", sink=engine.sink, done=done.done, failed=done.failed)
    return bool(done.done)


def _words(engine: Engine, done: Drained) -> str:
    oldest = outbox.oldest(engine.sink)
    lag = f", the oldest for {(timezone.now() - oldest).total_seconds():.0f} s" if oldest else ""
    depth = outbox.depth(engine.sink)
    return f"{done.done} indexed, {done.failed} failed, {depth} waiting{lag}"
