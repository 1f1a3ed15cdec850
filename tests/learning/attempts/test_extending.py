"""More time for attempts that are open, past their time or lost: only ever more (I7, §6)."""

from datetime import timedelta

import pytest

from learning.models import Override
from learning.taking.closing import close_overdue_attempts
from learning.taking.extending import grant_override, reopen_attempt
from notifications.models import Notification
from tests.factories.quizzes import make_question, make_quiz, short_text
from tests.learning.attempts.steps import NOW, answer_in, save, start, text

pytestmark = pytest.mark.django_db

BEFORE = NOW - timedelta(minutes=30)


def lost(enrolment, **rules):
    """An attempt whose minute was up long ago, as the clock leaves it."""
    rules = {"time_limit_seconds": 60, "on_timeout": "abandon", "attempts_allowed": 3} | rules
    attempt = start(enrolment, make_quiz(make_question(short_text()), **rules), at=BEFORE)
    close_overdue_attempts(now=NOW)
    attempt.refresh_from_db()
    return attempt


def grant(facilitator, attempt, **more):
    return grant_override(
        quiz_key=attempt.quiz_key,
        by=facilitator,
        enrolment=attempt.enrolment,
        **({"reason": "ill"} | more),
    )


def test_opening_a_lost_attempt_again_takes_nothing_from_what_was_granted(enrolment, facilitator):
    attempt = lost(enrolment)
    later = NOW + timedelta(days=10)
    grant(facilitator, attempt, due_at=later, extra_attempts=1)
    soon = NOW + timedelta(hours=2)
    reopen_attempt(attempt=attempt, deadline_at=soon, by=facilitator, reason="power cut")
    override = Override.objects.get()
    assert (override.due_at, override.extra_attempts) == (later, 1)
    assert override.reason == "power cut · ill"


def test_a_reason_is_kept_however_often_an_attempt_is_opened_again(enrolment, facilitator):
    attempt = lost(enrolment)
    grant(facilitator, attempt, reason="x" * 500)
    soon = NOW + timedelta(hours=2)
    reopen_attempt(attempt=attempt, deadline_at=soon, by=facilitator, reason="power cut")
    override = Override.objects.get()
    assert override.due_at == soon
    assert override.reason.startswith("power cut · xxx")
    assert len(override.reason) == 500


def test_more_time_opens_an_attempt_whose_time_is_up_and_tells_its_learner(enrolment, facilitator):
    attempt = lost(enrolment, on_timeout="grace", grace_seconds=7200)
    assert attempt.state == "overdue"
    grant(facilitator, attempt, extra_seconds=7200)
    attempt.refresh_from_db()
    assert attempt.state == "in_progress"
    assert attempt.deadline_at == BEFORE + timedelta(seconds=7260)
    assert save(attempt, text("again"))[0].status == "applied"
    assert answer_in(attempt) == {"text": "again"}
    assert Notification.objects.filter(recipient=enrolment.user, type="learning.reopened").exists()


def test_an_end_that_has_passed_too_opens_nothing(enrolment, facilitator):
    attempt = lost(enrolment, on_timeout="grace", grace_seconds=7200)
    grant(facilitator, attempt, extra_seconds=60)
    attempt.refresh_from_db()
    assert (attempt.state, attempt.deadline_at) == ("overdue", BEFORE + timedelta(seconds=120))
    assert not Notification.objects.filter(type="learning.reopened").exists()
