"""Who starts an attempt, when, and with what (learning.md §6)."""

from datetime import timedelta
from decimal import Decimal

import pytest

from learning.compiling.publishing import compile_quiz
from learning.models import (
    Attempt,
    BankTag,
    RunFacilitator,
    RunStatus,
)
from learning.taking.errors import CannotStart
from learning.taking.extending import grant_override
from learning.taking.saving import Sent
from learning.taking.starting import start_attempt
from tests.factories.members import UserFactory
from tests.factories.quizzes import (
    enrol,
    information,
    make_question,
    make_quiz,
    make_run,
    true_false,
)
from tests.learning.attempts.steps import MINUTE, NOW, start, submit

pytestmark = pytest.mark.django_db


def test_a_start_makes_every_row_and_a_second_one_meets_the_first(enrolment):
    """I3. "Unanswered" is a row."""
    quiz = make_quiz(make_question(), make_question(information()))
    attempt = start(enrolment, quiz)
    assert (attempt.number, attempt.deadline_at, attempt.max_marks) == (1, None, Decimal(1))
    states = list(attempt.responses.values_list("state", flat=True))
    assert states == ["todo", "complete"]
    assert start(enrolment, quiz) == attempt
    assert Attempt.objects.count() == 1


def test_attempts_are_numbered_without_gaps_and_limited(enrolment, facilitator):
    """I12; an override adds attempts."""
    quiz = make_quiz(make_question(), attempts_allowed=2)
    for number in (1, 2):
        attempt = start(enrolment, quiz)
        assert attempt.number == number
        submit(attempt)
    with pytest.raises(CannotStart, match="used all"):
        start(enrolment, quiz)
    grant_override(
        quiz_key=quiz.translation_key,
        by=facilitator,
        reason="Ill",
        enrolment=enrolment,
        extra_attempts=1,
    )
    assert start(enrolment, quiz).number == 3


def test_a_retry_waits_its_time(enrolment):
    quiz = make_quiz(make_question(), retry_delay_seconds=3600)
    submit(start(enrolment, quiz))
    with pytest.raises(CannotStart) as refusal:
        start(enrolment, quiz, NOW + MINUTE)
    assert refusal.value.until == NOW + timedelta(hours=1)
    assert start(enrolment, quiz, NOW + timedelta(hours=1)).number == 2


@pytest.mark.parametrize(
    ("run", "place"),
    [
        ({"opens_at": NOW + MINUTE}, {}),
        ({"closes_at": NOW}, {}),
        ({"status": RunStatus.ARCHIVED}, {}),
        ({}, {"status": "withdrawn"}),
        ({}, {"status": "waiting"}),
    ],
)
def test_nobody_starts_out_of_time_or_without_a_place(member, run, place):
    quiz = make_quiz(make_question())
    with pytest.raises(CannotStart):
        start(enrol(member, make_run(**run), **place), quiz)
    assert not Attempt.objects.exists()


def test_a_quiz_that_was_never_compiled_does_not_start(enrolment):
    quiz = make_quiz(make_question(), compiled=False)
    with pytest.raises(CannotStart, match="not open yet"):
        start(enrolment, quiz)


def test_a_learner_of_another_language_takes_the_first_one_there_is(enrolment):
    quiz = make_quiz(make_question())
    attempt = start_attempt(
        enrolment=enrolment, quiz_key=quiz.translation_key, locale="fr", arrived_at=NOW
    )
    assert attempt.quiz_version.locale.language_code == "en"


@pytest.mark.parametrize(
    ("policy", "minutes"), [("finish", 50), ("cut", 40)], ids=["finish", "cut"]
)
def test_a_deadline_counts_limit_factor_and_extra_and_cut_ends_at_the_close(
    member, policy, minutes
):
    """learning.md §6: 30 min × 1.5 + 5 min from 10:00 → 10:50; closing at 10:40."""
    run = make_run(closes_at=NOW + 40 * MINUTE)
    enrolment = enrol(member, run)
    leader = UserFactory()
    RunFacilitator.objects.create(run=run, user=leader)
    quiz = make_quiz(make_question(), time_limit_seconds=1800, close_policy=policy)
    for target, allowed in (
        ({"enrolment": enrolment}, {"time_factor": Decimal("1.5")}),
        ({"run": run}, {"extra_seconds": 300}),
    ):
        grant_override(
            quiz_key=quiz.translation_key, by=leader, reason="Slow line", **target, **allowed
        )
    assert start(enrolment, quiz).deadline_at == NOW + minutes * MINUTE


def test_drawn_questions_are_others_the_next_time(enrolment):
    tag = BankTag.objects.create(path="core")
    for _number in range(4):
        make_question(tags=[tag])
    quiz = make_quiz(draws=[(2, [tag])])
    first = start(enrolment, quiz)
    submit(first)
    second = start(enrolment, quiz)

    def drawn(attempt):
        return {slot["question"] for slot in attempt.layout["slots"].values()}

    assert len(drawn(first) | drawn(second)) == 4


def test_a_running_attempt_keeps_its_version(enrolment):
    """I1: what is published later changes nothing that has begun."""
    question = make_question(true_false(True))
    quiz = make_quiz(question)
    attempt = start(enrolment, quiz)
    question.content[0].value["right"] = "false"
    question.save()
    compile_quiz(quiz=quiz, by=None)
    result = submit(attempt, Sent(slot=1, answer={"value": True}))
    assert result.fraction == 1
