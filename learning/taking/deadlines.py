"""When an attempt ends, and with what allowances. Rule and example: learning.md §6."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Q

from learning.models import Attempt, CourseRun, Enrolment, Override

GRACE = timedelta(seconds=60)  # our allowance for slow lines
SWEEP_AFTER = timedelta(seconds=30)  # lets a save that came in time get through


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a learner is allowed beyond the rules of the quiz: of each field the most generous."""

    extra_seconds: int = 0
    time_factor: Decimal = Decimal(1)
    extra_attempts: int = 0
    due_at: datetime | None = None


def allowance_for(enrolment: Enrolment, quiz_key: UUID) -> Allowance:
    """Overrides of the person and of the run together. One query."""
    rows = Override.objects.filter(
        Q(enrolment=enrolment) | Q(run=enrolment.run_id), quiz_key=quiz_key
    )
    return most_generous(rows)


def most_generous(overrides: Iterable[Override]) -> Allowance:
    """Several overrides: the most generous value of each field wins."""
    rows = list(overrides)
    if not rows:
        return Allowance()
    return Allowance(
        max(one.extra_seconds for one in rows),
        max(one.time_factor for one in rows),
        max(one.extra_attempts for one in rows),
        max((one.due_at for one in rows if one.due_at), default=None),
    )


def closes_at(run: CourseRun, allowance: Allowance) -> datetime | None:
    """The hard close: the end of the run, or the later date of an override; None: it never ends."""
    if run.closes_at is None or allowance.due_at is None:
        return run.closes_at
    return max(run.closes_at, allowance.due_at)


def deadline_of(
    content: dict[str, Any], *, started_at: datetime, allowance: Allowance, close: datetime | None
) -> datetime | None:
    """started + limit × factor + extra, and with `cut` never after the hard close."""
    limit = content["time_limit_seconds"]
    deadline = None
    if limit is not None:
        seconds = int(Decimal(limit) * allowance.time_factor) + allowance.extra_seconds
        deadline = started_at + timedelta(seconds=seconds)
    if content["close_policy"] == "cut" and close is not None:
        deadline = min(deadline, close) if deadline else close
    return deadline


def is_late(attempt: Attempt, moment: datetime) -> bool:
    """Past the deadline and our allowance for slow lines."""
    return attempt.deadline_at is not None and moment > attempt.deadline_at + GRACE


def has_time_left(attempt: Attempt, moment: datetime) -> bool:
    """Whether the deadline is still to come: a page may know an older one than the server."""
    return attempt.deadline_at is None or moment < attempt.deadline_at


def grace_ends_at(attempt: Attempt) -> datetime | None:
    """Until when an overdue attempt may be sent; None where there is no time of grace."""
    content = attempt.quiz_version.content
    if attempt.deadline_at is None or content["on_timeout"] != "grace":
        return None
    return attempt.deadline_at + timedelta(seconds=content["grace_seconds"])


def is_due_to_close(attempt: Attempt, moment: datetime) -> bool:
    """Whether the clock has something to do: close an attempt, or end its time of grace."""
    if not attempt.is_open or attempt.deadline_at is None:
        return False
    if attempt.state == "overdue":
        ends = grace_ends_at(attempt) or attempt.deadline_at
        return moment > ends + GRACE + SWEEP_AFTER
    return moment > attempt.deadline_at + GRACE + SWEEP_AFTER
