"""More time, more attempts, a second life for an abandoned attempt: always with a reason."""

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from learning.models import Attempt, AttemptState, CourseRun, Enrolment, Override
from learning.permissions import check_lead_run
from learning.taking.deadlines import allowance_for, closes_at, deadline_of, has_time_left
from learning.taking.errors import CannotReopen
from notifications.services import notify

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from members.models import User

LONGEST_REASON = 500  # characters; the newest reason stands first


@transaction.atomic
def grant_override(
    *,
    quiz_key: UUID,
    by: "User",
    reason: str,
    enrolment: Enrolment | None = None,
    run: CourseRun | None = None,
    extra_seconds: int | None = None,
    time_factor: Decimal | None = None,
    extra_attempts: int | None = None,
    due_at: datetime | None = None,
) -> Override:
    """Allow one learner or a whole run more in one quiz.

    What a second grant names replaces what stood there; what it leaves as None stays. Open
    attempts get the later deadline at once; none ever gets an earlier one (I7). Raises
    PermissionDenied.
    """
    if (enrolment is None) == (run is None):
        raise ValueError("an override is for one learner or for one run")
    target = run or enrolment.run  # type: ignore[union-attr]  # one of them is there
    check_lead_run(by, target)
    CourseRun.objects.select_for_update().get(pk=target.pk)
    override, _is_new = Override.objects.update_or_create(
        enrolment=enrolment,
        run=run,
        quiz_key=quiz_key,
        defaults={
            name: value
            for name, value in {
                "extra_seconds": extra_seconds,
                "time_factor": time_factor,
                "extra_attempts": extra_attempts,
                "due_at": due_at,
                "reason": reason,
                "granted_by": by,
                "granted_at": timezone.now(),
            }.items()
            if value is not None
        },
    )
    open_ones = Attempt.objects.open().filter(quiz_key=quiz_key)
    _extend_all(
        open_ones.filter(enrolment=enrolment) if enrolment else open_ones.filter(enrolment__run=run)
    )
    return override


def extend_open_attempts(*, run: CourseRun) -> None:
    """Give the open attempts in `run` the end they have by its dates now, never an earlier one.

    For a run whose end was moved: with `cut` it is theirs.
    """
    with transaction.atomic():
        CourseRun.objects.select_for_update().get(pk=run.pk)
        _extend_all(Attempt.objects.open().filter(enrolment__run=run))


def _extend_all(attempts: "QuerySet[Attempt]") -> None:
    ends = attempts.exclude(deadline_at=None).order_by("enrolment", "pk")
    for pk, enrolment_pk in ends.values_list("pk", "enrolment"):
        _extend(pk, enrolment_pk)


def _extend(pk: int, enrolment_pk: int) -> None:
    """Recompute the deadline of an open attempt, later only.

    One whose time is up goes on where the new end is still to come; who was away is told.
    """
    Enrolment.objects.select_for_update(of=("self",)).get(pk=enrolment_pk)
    locked = Attempt.objects.select_for_update(of=("self",))
    attempt = locked.select_related("enrolment__run", "quiz_version").get(pk=pk)
    if not attempt.is_open or attempt.deadline_at is None:
        return
    allowance = allowance_for(attempt.enrolment, attempt.quiz_key)
    deadline = deadline_of(
        attempt.quiz_version.content,
        started_at=attempt.started_at,
        allowance=allowance,
        close=closes_at(attempt.enrolment.run, allowance),
    )
    if deadline is not None and deadline <= attempt.deadline_at:
        return
    attempt.deadline_at = deadline
    goes_on = attempt.state == AttemptState.OVERDUE and has_time_left(attempt, timezone.now())
    if goes_on:
        attempt.state = AttemptState.IN_PROGRESS
    attempt.save()
    if goes_on and attempt.enrolment.user is not None:
        notify(type="learning.reopened", recipients=[attempt.enrolment.user], target=attempt)


@transaction.atomic
def reopen_attempt(*, attempt: Attempt, deadline_at: datetime, by: "User", reason: str) -> Attempt:
    """Let an abandoned attempt go on until `deadline_at`, and tell the learner.

    A graded one is never reopened: grant one more attempt instead. Raises PermissionDenied,
    CannotReopen.
    """
    check_lead_run(by, attempt.enrolment.run)
    Enrolment.objects.select_for_update(of=("self",)).get(pk=attempt.enrolment_id)
    locked = Attempt.objects.select_for_update(of=("self",))
    attempt = locked.select_related("enrolment__run", "quiz_version").get(pk=attempt.pk)
    if attempt.state != AttemptState.ABANDONED:
        raise CannotReopen(_("Only an abandoned attempt can be reopened."))
    if deadline_at <= max(timezone.now(), attempt.deadline_at or timezone.now()):
        raise CannotReopen(_("Choose a time in the future."))
    attempt.state = AttemptState.IN_PROGRESS
    attempt.deadline_at = deadline_at
    try:
        with transaction.atomic():
            attempt.save()
    except IntegrityError as problem:
        raise CannotReopen(_("The learner has begun another attempt.")) from problem
    _note_reason(attempt, deadline_at, by, reason)
    learner = attempt.enrolment.user
    if learner is not None:
        notify(type="learning.reopened", recipients=[learner], target=attempt)
    return attempt


def _note_reason(attempt: Attempt, deadline_at: datetime, by: "User", reason: str) -> None:
    """Who reopened it, why and until when, kept as the learner's override.

    Nothing that was granted before gets less: a later date stays, and so does why it was given.
    """
    known = Override.objects.filter(enrolment=attempt.enrolment, quiz_key=attempt.quiz_key)
    before = known.select_for_update().first()
    if before is not None:
        reason = f"{reason} · {before.reason}"[:LONGEST_REASON]
        deadline_at = max(deadline_at, before.due_at or deadline_at)
    known.update_or_create(
        enrolment=attempt.enrolment,
        quiz_key=attempt.quiz_key,
        defaults={
            "reason": reason,
            "granted_by": by,
            "granted_at": timezone.now(),
            "due_at": deadline_at,
        },
    )
