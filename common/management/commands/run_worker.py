"""`manage.py run_worker`: does what requests left to be done, until told to stop (REL6, REL12)."""

import signal
import time
from types import FrameType
from typing import Any

import structlog
from django.core.management.base import BaseCommand, CommandParser
from django.db import Error
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker

from common import worker

log = structlog.get_logger(__name__)

INTERVAL = 1.0  # seconds between two looks at an empty queue
PAUSE = 5  # seconds, while the database is away


class SteadyWorker(Worker):
    """The worker of django-tasks-db, which tells a long task that it is time to end."""

    def shutdown(self, signum: int, frame: FrameType | None) -> None:
        worker.stop()
        super().shutdown(signum, frame)


class Command(BaseCommand):
    help = "Run the tasks that wait, and go on; with --batch until none waits."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--batch", action="store_true", help="end when nothing waits")

    def handle(self, *args: Any, **options: Any) -> None:
        one = SteadyWorker(
            queue_names=["*"],
            interval=INTERVAL,
            batch=options["batch"],
            backend_name=worker.WORKER,
            startup_delay=False,
            max_tasks=None,
            worker_id=get_random_string(32),
            excluded_queue_names=[],
        )
        # SIGTERM lets the present task end; while none runs, the worker is gone at once.
        for each in (signal.SIGTERM, signal.SIGINT):
            signal.signal(each, one.shutdown)
        while one.running:
            try:
                one.run()
            except Error:  # the database is away: it will be back (REL1)
                log.exception("worker_without_database")
                time.sleep(PAUSE)
            if options["batch"]:
                break
