"""Runs what `common.periodic` lists: each job when it is due, once for all processes (REL13)."""

from datetime import datetime, timedelta

import structlog
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from common import periodic
from common.models import PeriodicRun

log = structlog.get_logger(__name__)

HOLD = timedelta(minutes=10)  # jobs end within it or slice themselves; a killed one is taken over
RETRY = timedelta(minutes=5)  # after a failure, for jobs that are due less often
OVERDUE = timedelta(minutes=15)  # the clock is believed to have stopped when a job is this late


class UnknownJob(LookupError):
    """No app registers a job of that name."""


def run_due_jobs(*, as_of: datetime) -> list[str]:
    """Run every job that is due at `as_of`, once however long it was missed. Returns their names.

    A job that fails is logged, tried again after five minutes and holds up no other.
    """
    _note_new_jobs(as_of)
    ran = []
    for job in periodic.jobs():
        if _take(job, PeriodicRun.objects.filter(due_at__lte=as_of)):
            _run(job, as_of)
            ran.append(job.name)
    return ran


def run_job(name: str, *, as_of: datetime) -> bool:
    """Run one job now, due or not. False where another process is running it.

    Raises UnknownJob, and whatever the job raises.
    """
    job = next((one for one in periodic.jobs() if one.name == name), None)
    if job is None:
        raise UnknownJob(name)
    _note_new_jobs(as_of)
    if not _take(job, PeriodicRun.objects.all()):
        return False
    problem = _run(job, as_of)
    if problem is not None:
        raise problem
    return True


def overdue_jobs(*, as_of: datetime) -> list[str]:
    """Names of jobs that should have run a quarter of an hour ago, or fail. One query."""
    known = [job.name for job in periodic.jobs()]
    late = PeriodicRun.objects.filter(name__in=known, due_at__lt=as_of - OVERDUE)
    return list(late.order_by("name").values_list("name", flat=True))


def _note_new_jobs(as_of: datetime) -> None:
    known = set(PeriodicRun.objects.values_list("name", flat=True))
    new = [PeriodicRun(name=job.name, due_at=as_of) for job in periodic.jobs()]
    PeriodicRun.objects.bulk_create(
        [run for run in new if run.name not in known],
        ignore_conflicts=True,  # another process notes them too
    )


def _take(job: periodic.PeriodicJob, runs: QuerySet[PeriodicRun]) -> bool:
    """Hold the job, if nobody does. One statement, so that two processes never both succeed.

    Holding goes by the clock: `as_of` may be any time.
    """
    free = Q(held_until__isnull=True) | Q(held_until__lt=timezone.now())
    taken = runs.filter(free, name=job.name).update(
        held_until=timezone.now() + HOLD, started_at=timezone.now()
    )
    return taken == 1


def _run(job: periodic.PeriodicJob, as_of: datetime) -> Exception | None:
    run = PeriodicRun.objects.filter(name=job.name)
    try:
        job.run(as_of)
    except Exception as problem:  # whatever it is: the other jobs must run
        log.exception("periodic_job_failed", job=job.name)
        run.update(
            held_until=None, due_at=as_of + min(job.every, RETRY), failures=F("failures") + 1
        )
        return problem
    run.update(held_until=None, due_at=as_of + job.every, succeeded_at=timezone.now(), failures=0)
    log.info("periodic_job_done", job=job.name)
    return None
