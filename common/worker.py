"""Work that a request leaves to the worker (`manage.py run_worker`), and what keeps it going.

An app writes `@task(backend=WORKER)` in its `tasks.py` and calls `.enqueue(pk)` after commit. Tasks
take ids, look again, may run twice and end within a minute (REL6). django-tasks-db never repeats a
task and leaves one whose worker was killed "running" for ever: `sweep` sees to both.
"""

import threading
from datetime import datetime, timedelta

import structlog
from django.db.models import Q
from django_tasks.base import Task, TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max

log = structlog.get_logger(__name__)

WORKER = "worker"  # the back end in settings.TASKS
KILLED_AFTER = timedelta(minutes=5)  # a task ends within one
FIRST_WAIT = timedelta(minutes=1)
TRIES = 5
LATE = timedelta(minutes=5)  # the worker is believed to have stopped when a task waits longer
KEPT = timedelta(days=2), timedelta(days=14)  # what succeeded, what was given up

_stopping = threading.Event()


def stop() -> None:
    """The worker has been told to stop: tasks that go on and on end after the present step."""
    _stopping.set()


def is_stopping() -> bool:
    return _stopping.is_set()


def sweep(now: datetime) -> int:
    """Put back what a killed worker left "running" and what failed, at most five times each.

    Safe beside workers and another sweep: each row is taken by its present state. Returns how many.
    """
    killed = DBTaskResult.objects.running().filter(started_at__lt=now - KILLED_AFTER)
    failed = DBTaskResult.objects.failed().filter(finished_at__gt=now - timedelta(days=1))
    return sum(_put_back(one, now) for one in [*killed, *failed])


def _put_back(one: DBTaskResult, now: datetime) -> int:
    tries = len(one.worker_ids)
    as_it_was = DBTaskResult.objects.filter(pk=one.pk, status=one.status, started_at=one.started_at)
    if tries < TRIES:
        wait = FIRST_WAIT * 2 ** (tries - 1) if one.status == TaskResultStatus.FAILED else 0 * LATE
        return as_it_was.update(
            status=TaskResultStatus.READY, run_after=now + wait, finished_at=None
        )
    if one.status == TaskResultStatus.RUNNING:
        as_it_was.update(status=TaskResultStatus.FAILED, finished_at=now)
        log.error("task_given_up", task=one.task_path, id=str(one.pk))
    return 0


def is_late(now: datetime) -> bool:
    """Whether a task that is due has waited for more than five minutes."""
    at_once = Q(run_after=get_date_max(), enqueued_at__lt=now - LATE)
    waiting = DBTaskResult.objects.filter(status=TaskResultStatus.READY)
    return waiting.filter(at_once | Q(run_after__lt=now - LATE)).exists()


def forget_done(now: datetime) -> int:
    """Delete the rows of tasks that succeeded two days ago, or were given up two weeks ago."""
    succeeded, given_up = KEPT
    done = DBTaskResult.objects.successful().filter(finished_at__lt=now - succeeded)
    dead = DBTaskResult.objects.failed().filter(finished_at__lt=now - given_up)
    return done.delete()[0] + dead.delete()[0]


def wake(task: Task) -> None:
    """Enqueue `task`, which takes nothing and does all there is to do, unless one waits already.

    Call it after commit: one that waits will see what has been committed by now.
    """
    waiting = DBTaskResult.objects.ready().filter(task_path=task.module_path)
    if not waiting.exists():
        task.enqueue()
