"""Many hands on one attempt, on PostgreSQL with real threads (learning.md §24)."""

import random
import uuid
from collections import Counter
from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from learning.auditing import audit_grades
from learning.models import Attempt, AttemptState, GradeEvent, Response, ResponseEvent
from learning.taking.closing import close_overdue_attempts
from learning.taking.extending import grant_override
from learning.taking.saving import SaveStatus, Sent, save_answers
from learning.taking.starting import start_attempt
from learning.taking.submitting import submit_attempt
from tests.factories.members import UserFactory
from tests.factories.quizzes import enrol, make_question, make_quiz, short_text
from tests.races import all_at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def enrolment():
    return enrol(UserFactory())


def start(enrolment, quiz, at=None):
    return start_attempt(
        enrolment=enrolment,
        quiz_key=quiz.translation_key,
        locale="en",
        arrived_at=at or timezone.now(),
    )


def saver(attempt, words, seq, key=None, at=None):
    sent = Sent(slot=1, answer={"text": words}, key=key or uuid.uuid4(), client_seq=seq)
    return partial(
        save_answers,
        attempt_uuid=attempt.uuid,
        learner=attempt.enrolment.user,
        answers=[sent],
        arrived_at=at or timezone.now(),
        source="autosave",
    )


def sender(attempt, at=None, key=None):
    return partial(
        submit_attempt,
        attempt_uuid=attempt.uuid,
        learner=attempt.enrolment.user,
        arrived_at=at or timezone.now(),
        submit_key=key,
    )


def test_thirty_two_starts_make_one_attempt(enrolment):
    """I3."""
    quiz = make_quiz(make_question(short_text()))
    attempts = all_at_once(partial(start, enrolment, quiz) for _n in range(32))
    assert len({one.pk for one in attempts}) == 1
    assert Attempt.objects.count() == 1
    assert Response.objects.count() == 1


def test_shuffled_and_repeated_saves_leave_each_once_and_the_newest_on_top(enrolment):
    """I6."""
    attempt = start(enrolment, make_quiz(make_question(short_text())))
    keys = {seq: uuid.uuid4() for seq in range(1, 13)}
    calls = [saver(attempt, str(seq), seq, key) for seq, key in keys.items() for _twice in range(2)]
    random.Random(7).shuffle(calls)  # noqa: S311 - the same each time
    results = all_at_once(calls)
    assert ResponseEvent.objects.count() == 12
    assert set(ResponseEvent.objects.values_list("key", flat=True)) == set(keys.values())
    response = Response.objects.get()
    assert (response.answer, response.client_seq) == ({"text": "12"}, 12)
    statuses = Counter(one.status for (one,) in results)
    assert statuses[SaveStatus.REPLAYED] == 12
    assert response.rev == statuses[SaveStatus.APPLIED]


def test_sending_among_saves_grades_once_what_was_applied(enrolment):
    """I4, I5: one grading, equal to grading again."""
    attempt = start(enrolment, make_quiz(make_question(short_text())))
    calls = [saver(attempt, "canarydiaspora" if seq % 2 else "wrong", seq) for seq in range(1, 13)]
    key = uuid.uuid4()
    calls += [sender(attempt, key=key) for _n in range(4)]
    random.Random(3).shuffle(calls)  # noqa: S311 - the same each time
    all_at_once(calls)
    attempt.refresh_from_db()
    assert attempt.state == AttemptState.GRADED
    assert GradeEvent.objects.filter(attempt=attempt, response=None).count() == 1
    assert audit_grades() == []
    assert ResponseEvent.objects.count() == 12  # what came after the end is kept as well
    newest = ResponseEvent.objects.filter(applied=True).order_by("-client_seq").first()
    assert Response.objects.get().answer == (newest.answer if newest else None)


def test_the_sweeper_and_a_save_in_time_never_lose_it(enrolment):
    """The save came in time: it counts if the sweeper has not yet been, and is kept either way."""
    quiz = make_quiz(make_question(short_text()), time_limit_seconds=60)
    for round_ in range(5):
        started = timezone.now() - timedelta(hours=2) + timedelta(minutes=round_)
        attempt = start(enrolment, quiz, started)
        in_time = started + timedelta(seconds=61)
        late = started + timedelta(minutes=10)
        (saved,), *_closed = all_at_once(
            [
                saver(attempt, "canarydiaspora", 1, at=in_time),
                partial(close_overdue_attempts, now=late),
                partial(close_overdue_attempts, now=late),
                sender(attempt, at=late),
            ]
        )
        attempt.refresh_from_db()
        assert attempt.state == AttemptState.GRADED
        assert attempt.submitted_at == attempt.deadline_at
        event = ResponseEvent.objects.get(attempt=attempt)
        assert event.applied is (saved.status == SaveStatus.APPLIED)
        assert attempt.fraction == (1 if event.applied else 0)
    assert audit_grades() == []


def test_thirty_two_taps_on_send_grade_once_and_are_answered_alike(enrolment):
    """I4: whichever key a tap carries."""
    attempt = start(enrolment, make_quiz(make_question(short_text())))
    saver(attempt, "canarydiaspora", 1)()
    shared = uuid.uuid4()
    keys = [None, shared, uuid.uuid4(), shared] * 8
    results = all_at_once(sender(attempt, key=key) for key in keys)
    assert {(one.attempt.pk, one.attempt.state, one.fraction) for one in results} == {
        (attempt.pk, AttemptState.GRADED, 1)
    }
    assert sum(not one.is_repeat for one in results) == 1
    assert GradeEvent.objects.filter(attempt=attempt).count() == 2  # one response, one total
    assert audit_grades() == []


def test_attempts_begun_and_sent_at_once_are_numbered_without_gaps(enrolment):
    """I12, I3."""
    quiz = make_quiz(make_question(short_text()))

    def go_on():
        for _n in range(4):
            sender(start(enrolment, quiz))()

    all_at_once([go_on] * 6)
    numbers = list(Attempt.objects.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) >= 4
    assert not Attempt.objects.exclude(state=AttemptState.GRADED).exists()


def test_more_time_and_a_save_never_move_a_deadline_back(enrolment):
    """I7, under the locks that an extension and the learner's own saves take."""
    quiz = make_quiz(make_question(short_text()), time_limit_seconds=600)
    attempt = start(enrolment, quiz)
    before = attempt.deadline_at
    boss = UserFactory(is_superuser=True)
    calls = [
        partial(
            grant_override,
            quiz_key=quiz.translation_key,
            by=boss,
            reason="Power cuts",
            enrolment=enrolment,
            extra_seconds=seconds,
        )
        for seconds in (60, 600, 120, 300)
    ]
    calls += [saver(attempt, str(seq), seq) for seq in range(1, 9)]
    random.Random(5).shuffle(calls)  # noqa: S311 - the same each time
    all_at_once(calls)
    attempt.refresh_from_db()
    assert attempt.deadline_at == before + timedelta(seconds=600)
    assert Response.objects.get().answer == {"text": "8"}
    assert ResponseEvent.objects.count() == 8
