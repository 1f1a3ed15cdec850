"""Grading an attempt that ends, by the learner or by the clock."""

from datetime import datetime
from decimal import Decimal

import structlog
from django.db import transaction

from learning.grading import RULES_VERSION, State, grade, total_of
from learning.models import (
    Attempt,
    AttemptState,
    Enrolment,
    GradeEvent,
    GradeKind,
    Response,
    SubmitReason,
)
from learning.taking.after import after_grading
from learning.taking.deadlines import GRACE, SWEEP_AFTER, is_due_to_close
from notifications.services import notify

log = structlog.get_logger(__name__)


def finish(attempt: Attempt, *, sent_at: datetime, reason: str) -> None:
    """Grade a locked attempt from its stored answers and close it. Its enrolment is locked too.

    `submitted_at` is never after the deadline.
    """
    content = attempt.quiz_version.content
    responses = list(Response.objects.filter(attempt=attempt).order_by("slot"))
    events, parts = [], []
    for response in responses:
        question = content["questions"][str(response.question_key)]
        outcome = grade(question, response.answer)
        response.state = outcome.state
        if outcome.fraction is None:
            continue
        response.fraction = outcome.fraction
        response.graded_at = sent_at
        parts.append((outcome.fraction, response.max_mark))
        events.append(engine_mark(attempt, response, at=sent_at))
    waiting = sum(one.state == State.NEEDS_GRADING for one in responses)
    total = total_of(parts, max_marks=attempt.max_marks, pass_mark=Decimal(content["pass_mark"]))
    attempt.submitted_at = min(sent_at, attempt.deadline_at) if attempt.deadline_at else sent_at
    attempt.submit_reason = reason
    attempt.needs_grading = waiting
    attempt.state = AttemptState.SUBMITTED if waiting else AttemptState.GRADED
    if not waiting:
        attempt.raw_marks, attempt.fraction, attempt.passed = (
            total.raw,
            total.fraction,
            total.passed,
        )
        events.append(engine_mark(attempt, None, at=sent_at))
    Response.objects.bulk_update(responses, ["state", "fraction", "graded_at"])
    GradeEvent.objects.bulk_create(events)
    attempt.save()
    after_grading(attempt)


def engine_mark(attempt: Attempt, response: Response | None, *, at: datetime) -> GradeEvent:
    """The mark that the engine gave to `response`, or without one to the whole attempt; unsaved."""
    return GradeEvent(
        attempt=attempt,
        response=response,
        kind=GradeKind.AUTO,
        new_fraction=response.fraction if response else attempt.fraction,
        rules_version=RULES_VERSION,
        graded_with=attempt.quiz_version,
        at=at,
    )


def close_on_the_clock(attempt: Attempt, now: datetime, *, reason: str) -> None:
    """What happens to a locked attempt whose time is up, as its version says."""
    policy = attempt.quiz_version.content["on_timeout"]
    if attempt.state == AttemptState.OVERDUE or policy == "abandon":
        attempt.state = AttemptState.ABANDONED
        attempt.save()
    elif policy == "grace":
        attempt.state = AttemptState.OVERDUE
        attempt.save()
    else:
        finish(attempt, sent_at=attempt.deadline_at or now, reason=reason)


def close_if_due(attempt: Attempt, now: datetime) -> Attempt:
    """Close a locked attempt if the clock would have by `now`; enrolment and attempt are locked."""
    if is_due_to_close(attempt, now):
        close_on_the_clock(attempt, now, reason=SubmitReason.SWEEPER)
        if is_due_to_close(attempt, now):  # its time of grace is over too
            close_on_the_clock(attempt, now, reason=SubmitReason.SWEEPER)
    return attempt


def settle(attempt: Attempt, now: datetime) -> Attempt:
    """The attempt as it is at `now`: whoever reads one past its time closes it. No query else."""
    if not is_due_to_close(attempt, now):
        return attempt
    closed = _close(attempt.pk, attempt.enrolment_id, now, by_clock=False)
    return closed or attempt


def close_overdue_attempts(*, now: datetime, limit: int = 200) -> int:
    """Close attempts past their time, oldest first, each in its own transaction; how many.

    Learners are told: they are not there, else their own page would have closed it. Safe to run
    twice or by two workers: an enrolment that is locked is left to the next minute.
    """
    due = (
        Attempt.objects.open()
        .filter(deadline_at__lt=now - GRACE - SWEEP_AFTER)
        .select_related("quiz_version")
        .order_by("deadline_at", "pk")
    )
    closed = 0
    for attempt in due.iterator(chunk_size=100):
        if closed >= limit:
            break
        if is_due_to_close(attempt, now):
            try:
                done = _close(attempt.pk, attempt.enrolment_id, now, by_clock=True)
            except Exception:  # whatever it is: the others must be closed
                log.exception("attempt_not_closed", attempt=attempt.pk)
                continue
            closed += done is not None
    return closed


def _close(pk: int, enrolment_pk: int, now: datetime, *, by_clock: bool) -> Attempt | None:
    """Under both locks, if it is still due; the clock waits for nobody, and tells the learner.

    None where another holds the enrolment, for the clock alone.
    """
    with transaction.atomic():
        rows = Enrolment.objects.select_for_update(of=("self",), skip_locked=by_clock)
        if rows.filter(pk=enrolment_pk).first() is None:
            return None
        locked = Attempt.objects.select_for_update(of=("self",))
        attempt = locked.select_related("enrolment__run", "quiz_version").get(pk=pk)
        if by_clock and is_due_to_close(attempt, now):
            _tell(attempt)
        return close_if_due(attempt, now)


def _tell(attempt: Attempt) -> None:
    """The words are found when it is told, from the state that the attempt has then."""
    learner = attempt.enrolment.user
    if learner is not None and not attempt.is_preview:
        notify(type="learning.timeout", recipients=[learner], target=attempt)
