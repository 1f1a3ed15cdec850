"""`manage.py run_periodic`: the clock of the site (contract C7, REL13)."""

import signal
import threading
from argparse import ArgumentTypeError
from datetime import UTC, datetime
from typing import Any

import structlog
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import Error, close_old_connections
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from common.clock import UnknownJob, run_due_jobs, run_job

log = structlog.get_logger(__name__)

PAUSE = 20  # seconds between two looks at the clock


class Command(BaseCommand):
    help = "Run the jobs that are due."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", metavar="JOB", help="run this job now, due or not")
        parser.add_argument(
            "--as-of", type=_moment, metavar="TIME", help="as if it were then; not in production"
        )
        parser.add_argument("--loop", action="store_true", help="go on until told to stop")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["as_of"] and settings.IS_PRODUCTION:
            raise CommandError("--as-of is for tests and the demo: production goes by the clock.")
        if options["loop"]:
            self._loop()
        elif options["once"]:
            self._once(options["once"], options["as_of"] or timezone.now())
        else:
            ran = run_due_jobs(as_of=options["as_of"] or timezone.now())
            self.stdout.write(f"Ran {len(ran)} jobs: {', '.join(ran)}" if ran else "None is due.")

    def _once(self, name: str, as_of: datetime) -> None:
        try:
            was_free = run_job(name, as_of=as_of)
        except UnknownJob as problem:
            raise CommandError(f"There is no job {name!r}.") from problem
        self.stdout.write(f"Ran {name}." if was_free else f"{name} is running already.")

    def _loop(self) -> None:
        stopped = threading.Event()
        for one in (signal.SIGTERM, signal.SIGINT):
            signal.signal(one, lambda *_: stopped.set())
        while not stopped.is_set():
            close_old_connections()
            try:
                run_due_jobs(as_of=timezone.now())
            except Error:  # the database is away: it will be back (REL1)
                log.exception("clock_without_database")
            stopped.wait(PAUSE)


def _moment(text: str) -> datetime:
    """An ISO time; UTC where it names no zone."""
    try:
        moment = parse_datetime(text)
    except ValueError:
        moment = None
    if moment is None:
        raise ArgumentTypeError(f"{text!r} is not a time such as 2026-12-03T09:00Z")
    return moment if timezone.is_aware(moment) else moment.replace(tzinfo=UTC)
