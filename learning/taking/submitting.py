"""Sending an attempt: graded once, from stored answers only (I2, I4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from learning.models import Attempt, AttemptState, Enrolment, EventSource, SubmitReason
from learning.taking.closing import close_if_due, close_on_the_clock, finish
from learning.taking.deadlines import grace_ends_at, has_time_left, is_late
from learning.taking.errors import AttemptMissing
from learning.taking.saving import SaveResult, Sent, store

if TYPE_CHECKING:
    from members.models import User


@dataclass(frozen=True, slots=True)
class AttemptResult:
    """The attempt as it stands after sending, and what became of answers sent with it."""

    attempt: Attempt
    saved: list[SaveResult]
    is_repeat: bool = False

    @property
    def fraction(self) -> Decimal | None:
        return self.attempt.fraction


@transaction.atomic
def submit_attempt(
    *,
    attempt_uuid: UUID,
    learner: "User",
    arrived_at: datetime,
    submit_key: UUID | None = None,
    answers: Sequence[Sent] = (),
    reason: str = SubmitReason.LEARNER,
) -> AttemptResult:
    """Close the attempt and grade it. A repeat gives the same result.

    Answers sent along are stored by the rules of saving. Past the deadline and our allowance they
    are late, and the attempt is closed as the clock would have. With the reason `timer` it is a
    page's clock that sends, not the learner: while time is left, answers are saved and the attempt
    stays open. Raises AttemptMissing.
    """
    attempt = lock_attempt(attempt_uuid, learner)
    if not attempt.is_open:
        late = store(attempt, answers, arrived_at=arrived_at, source=EventSource.SUBMIT)
        return AttemptResult(attempt, late, is_repeat=True)
    saved = store(attempt, answers, arrived_at=arrived_at, source=EventSource.SUBMIT)
    if reason == SubmitReason.TIMER and has_time_left(attempt, arrived_at):
        return AttemptResult(attempt, saved)
    if submit_key and not Attempt.objects.filter(submit_key=submit_key).exists():
        attempt.submit_key = submit_key
    if attempt.state == AttemptState.OVERDUE:
        if close_if_due(attempt, arrived_at).is_open:
            _send_in_grace(attempt, arrived_at)
    elif is_late(attempt, arrived_at):
        close_on_the_clock(attempt, arrived_at, reason=SubmitReason.TIMER)
        if attempt.state == AttemptState.OVERDUE:
            _send_in_grace(attempt, arrived_at)
    else:
        finish(attempt, sent_at=arrived_at, reason=reason)
    return AttemptResult(attempt, saved)


def lock_attempt(attempt_uuid: UUID, learner: "User") -> Attempt:
    """The learner's attempt, its enrolment locked first. Raises AttemptMissing. Three queries."""
    own = Attempt.objects.filter(uuid=attempt_uuid, enrolment__user=learner.pk)
    enrolment_pk = own.values_list("enrolment", flat=True).first()
    if enrolment_pk is None:
        raise AttemptMissing(str(attempt_uuid))
    Enrolment.objects.select_for_update(of=("self",)).get(pk=enrolment_pk)
    locked = Attempt.objects.select_for_update(of=("self",))
    return locked.select_related("enrolment__run", "quiz_version").get(uuid=attempt_uuid)


def _send_in_grace(attempt: Attempt, arrived_at: datetime) -> None:
    """Within the time of grace what was saved in time counts; after it nothing does."""
    ends = grace_ends_at(attempt)
    if ends is not None and arrived_at <= ends:
        finish(attempt, sent_at=arrived_at, reason=SubmitReason.LEARNER)
    else:
        attempt.state = AttemptState.ABANDONED
        attempt.save()
