"""What counts when the time is up, and who gives more of it."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from learning.models import (
    Attempt,
    AttemptState,
    ResponseEvent,
    RunFacilitator,
)
from learning.permissions import can_view_attempt
from learning.taking.closing import close_overdue_attempts, settle
from learning.taking.deadlines import GRACE
from learning.taking.errors import CannotReopen, CannotStart
from learning.taking.extending import grant_override, reopen_attempt
from learning.taking.saving import SaveStatus
from learning.taking.starting import start_attempt
from tests.factories.members import UserFactory
from tests.factories.quizzes import (
    make_question,
    make_quiz,
    make_run,
    short_text,
)
from tests.learning.attempts.steps import LIMIT, MINUTE, NOW, answer_in, save, start, submit, text

pytestmark = pytest.mark.django_db


def test_a_save_within_our_allowance_counts_and_one_after_it_is_kept_only(timed):
    """I8."""
    edge = NOW + LIMIT + GRACE
    assert save(timed, text("in time", seq=1), at=edge)[0].status == SaveStatus.APPLIED
    late = save(timed, text("late", seq=2), at=edge + timedelta(milliseconds=1))[0]
    assert late.status == SaveStatus.LATE
    event = ResponseEvent.objects.get(late=True)
    assert (event.applied, event.answer) == (False, {"text": "late"})
    assert answer_in(timed) == {"text": "in time"}


def test_an_attempt_sent_in_the_allowance_was_sent_at_its_deadline(timed):
    result = submit(timed, at=NOW + LIMIT + GRACE)
    assert result.attempt.submitted_at == NOW + LIMIT
    assert result.attempt.submit_reason == "learner"


def test_answers_sent_too_late_do_not_count_and_the_attempt_is_graded(timed):
    save(timed, text("canarydiaspora", seq=1))
    result = submit(timed, text("wrong", seq=2), at=NOW + LIMIT + GRACE + MINUTE)
    assert (result.fraction, result.attempt.submit_reason) == (1, "timer")
    assert result.attempt.submitted_at == NOW + LIMIT


def test_the_sweeper_leaves_thirty_seconds_for_saves_on_their_way(timed):
    save(timed, text("canarydiaspora", seq=1))
    edge = NOW + LIMIT + GRACE + timedelta(seconds=30)
    assert close_overdue_attempts(now=edge) == 0
    assert close_overdue_attempts(now=edge + timedelta(seconds=1)) == 1
    assert close_overdue_attempts(now=edge + MINUTE) == 0
    timed.refresh_from_db()
    assert (timed.state, timed.fraction, timed.submit_reason) == ("graded", 1, "sweeper")
    assert timed.submitted_at == NOW + LIMIT


def test_reading_an_attempt_past_its_time_closes_it(timed):
    assert settle(timed, NOW + LIMIT + GRACE).is_open
    assert settle(timed, NOW + LIMIT + 3 * MINUTE).state == AttemptState.GRADED


def test_a_start_after_the_time_closes_the_former_attempt(enrolment, timed):
    quiz_key = timed.quiz_key
    later = NOW + LIMIT + 5 * MINUTE
    again = start_attempt(enrolment=enrolment, quiz_key=quiz_key, locale="en", arrived_at=later)
    timed.refresh_from_db()
    assert (timed.state, again.number) == (AttemptState.GRADED, 2)


def timed_quiz(**fields):
    return make_quiz(make_question(short_text()), time_limit_seconds=600, **fields)


def test_in_the_time_of_grace_one_may_send_what_was_saved(enrolment):
    quiz = timed_quiz(on_timeout="grace", grace_seconds=600)
    attempt = start(enrolment, quiz)
    save(attempt, text("canarydiaspora", seq=1))
    close_overdue_attempts(now=NOW + LIMIT + 2 * MINUTE)
    attempt.refresh_from_db()
    assert attempt.state == AttemptState.OVERDUE
    assert save(attempt, text("new", seq=9), at=NOW + LIMIT + 3 * MINUTE)[0].status == "late"
    result = submit(attempt, at=NOW + LIMIT + 9 * MINUTE)
    assert (result.attempt.state, result.fraction) == (AttemptState.GRADED, 1)
    assert result.attempt.submitted_at == NOW + LIMIT


def test_after_the_time_of_grace_the_attempt_is_lost_and_counts(enrolment):
    quiz = timed_quiz(on_timeout="grace", grace_seconds=600, attempts_allowed=1)
    attempt = start(enrolment, quiz)
    close_overdue_attempts(now=NOW + LIMIT + 12 * MINUTE)
    attempt.refresh_from_db()
    assert (attempt.state, attempt.fraction) == (AttemptState.ABANDONED, None)
    with pytest.raises(CannotStart, match="used all"):
        start(enrolment, quiz, NOW + timedelta(hours=2))


def test_where_the_quiz_says_so_time_out_loses_the_attempt(enrolment):
    attempt = start(enrolment, timed_quiz(on_timeout="abandon"))
    close_overdue_attempts(now=NOW + LIMIT + 5 * MINUTE)
    attempt.refresh_from_db()
    assert attempt.state == AttemptState.ABANDONED


def test_more_time_reaches_an_open_attempt_and_never_takes_any(timed, facilitator):
    """I7."""
    grant = {"quiz_key": timed.quiz_key, "by": facilitator, "reason": "Power cut"}
    grant_override(**grant, enrolment=timed.enrolment, extra_seconds=600)
    timed.refresh_from_db()
    assert timed.deadline_at == NOW + 2 * LIMIT
    grant_override(**grant, enrolment=timed.enrolment, extra_seconds=0)
    timed.refresh_from_db()
    assert timed.deadline_at == NOW + 2 * LIMIT
    timed.deadline_at = NOW + LIMIT
    with pytest.raises(ValueError, match="never moves earlier"):
        timed.save()


def test_a_second_grant_leaves_what_it_does_not_name(timed, facilitator):
    grant = {"quiz_key": timed.quiz_key, "by": facilitator, "enrolment": timed.enrolment}
    grant_override(**grant, reason="Illness", extra_attempts=2, due_at=NOW + LIMIT)
    second = grant_override(**grant, reason="Power cut", extra_seconds=600)
    second.refresh_from_db()
    assert (second.extra_attempts, second.extra_seconds) == (2, 600)
    assert (second.due_at, second.reason) == (NOW + LIMIT, "Power cut")
    third = grant_override(**grant, reason="A slip of mine", extra_attempts=0)
    third.refresh_from_db()
    assert (third.extra_attempts, third.extra_seconds) == (0, 600)


def test_a_pages_clock_ends_nothing_while_the_server_has_time_left(timed, facilitator):
    """The page knows the old end; answers that it sends are saved all the same (learning.md §6)."""
    grant = {"quiz_key": timed.quiz_key, "by": facilitator, "reason": "Power cut"}
    grant_override(**grant, enrolment=timed.enrolment, extra_seconds=600)
    result = submit(timed, text("canarydiaspora", seq=1), at=NOW + LIMIT, reason="timer")
    assert (result.attempt.state, result.saved[0].status) == ("in_progress", "applied")
    result = submit(timed, at=NOW + 2 * LIMIT, reason="timer")
    assert (result.attempt.state, result.fraction) == ("graded", 1)
    assert (result.attempt.submit_reason, result.attempt.submitted_at) == (
        "timer",
        NOW + 2 * LIMIT,
    )


def test_only_facilitators_and_admins_extend(timed, facilitator, admin):
    grant = {"quiz_key": timed.quiz_key, "reason": "", "enrolment": timed.enrolment}
    for user in (timed.enrolment.user, UserFactory()):
        with pytest.raises(PermissionDenied):
            grant_override(**grant, by=user)
    for user in (facilitator, admin):
        assert grant_override(**grant, by=user).granted_by == user


def test_an_abandoned_attempt_is_reopened_and_a_graded_one_never(enrolment, facilitator):
    quiz = timed_quiz(on_timeout="abandon")
    attempt = start(enrolment, quiz)
    close_overdue_attempts(now=NOW + LIMIT + 5 * MINUTE)
    later = {"deadline_at": timezone.now() + timedelta(hours=1), "by": facilitator, "reason": "x"}
    attempt = reopen_attempt(attempt=attempt, **later)
    assert attempt.state == AttemptState.IN_PROGRESS
    submit(attempt, at=timezone.now())
    with pytest.raises(CannotReopen):
        reopen_attempt(attempt=attempt, **later)


def test_what_was_kept_after_the_end_counts_when_it_is_sent_again_to_a_reopened_attempt(
    enrolment, facilitator
):
    """The learner's browser still has it; what was written since is newer all the same."""
    attempt = start(enrolment, timed_quiz(on_timeout="abandon"))
    late = text("waited for a line", seq=7)
    assert save(attempt, late, at=NOW + LIMIT + 5 * MINUTE)[0].status == SaveStatus.LATE
    close_overdue_attempts(now=NOW + LIMIT + 5 * MINUTE)
    until = timezone.now() + timedelta(hours=1)
    attempt.refresh_from_db()
    reopen_attempt(attempt=attempt, deadline_at=until, by=facilitator, reason="No line")
    for status in (SaveStatus.APPLIED, SaveStatus.REPLAYED):
        assert save(attempt, late, at=timezone.now())[0].status == status
    assert answer_in(attempt) == {"text": "waited for a line"}
    save(attempt, text("newer", seq=9), at=timezone.now())
    assert save(attempt, late, at=timezone.now())[0].status == SaveStatus.REPLAYED
    assert answer_in(attempt) == {"text": "newer"}


def test_an_attempt_is_seen_by_its_learner_their_facilitator_and_admins(
    attempt, facilitator, admin, anonymous
):
    other = UserFactory()
    leader_elsewhere = UserFactory()
    RunFacilitator.objects.create(run=make_run(), user=leader_elsewhere)
    sees = {attempt.enrolment.user: True, facilitator: True, admin: True, other: False}
    sees |= {leader_elsewhere: False, anonymous: False}
    for user, expected in sees.items():
        assert can_view_attempt(user, attempt) is expected
        assert Attempt.objects.visible_to(user).contains(attempt) is expected
