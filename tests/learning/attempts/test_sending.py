"""An attempt that is sent is graded once, and results follow it."""

import uuid
from decimal import Decimal

import pytest
from django.core.management import call_command

from learning.auditing import audit_grades
from learning.grading import grade
from learning.models import (
    AttemptState,
    GradeEvent,
    LearnerRole,
    QuizResult,
    Response,
    ResponseEvent,
)
from learning.taking.saving import SaveStatus, Sent
from tests.factories.quizzes import (
    EVERY_TYPE,
    choice,
    enrol,
    make_question,
    make_quiz,
    single,
    true_false,
)
from tests.learning.attempts.steps import (
    MINUTE,
    NOW,
    answer_in,
    save,
    start,
    submit,
    text,
)

pytestmark = pytest.mark.django_db


def test_sending_grades_stored_answers_once(attempt):
    """I2, I4, I5, I9."""
    save(attempt, text("canarydiaspora", seq=1))
    key = uuid.uuid4()
    first = submit(attempt, submit_key=key)
    assert (first.attempt.state, first.fraction) == (AttemptState.GRADED, Decimal("0.5"))
    assert first.attempt.passed is False
    second = submit(attempt, text("canarydiaspora", slot=2, seq=9), at=NOW + MINUTE, submit_key=key)
    assert (second.is_repeat, second.fraction) == (True, Decimal("0.5"))
    assert second.saved[0].status == SaveStatus.CLOSED
    assert save(attempt, text("other", seq=10))[0].status == SaveStatus.CLOSED
    assert answer_in(attempt) == {"text": "canarydiaspora"}
    assert ResponseEvent.objects.filter(applied=False).count() == 2
    assert GradeEvent.objects.count() == 3  # two responses, one total
    assert audit_grades() == []


def test_answers_sent_along_are_graded_too(attempt):
    result = submit(attempt, text("canarydiaspora", seq=1), text("canarydiaspora", slot=2, seq=1))
    assert (result.fraction, result.attempt.passed) == (1, True)


def test_a_submit_key_of_another_attempt_does_not_stop_sending(enrolment):
    quiz, key = make_quiz(make_question()), uuid.uuid4()
    submit(start(enrolment, quiz), submit_key=key)
    assert submit(start(enrolment, quiz), submit_key=key).attempt.state == AttemptState.GRADED


def test_every_type_is_graded_as_the_rules_say(enrolment):
    quiz = make_quiz(*(make_question(block()) for block in EVERY_TYPE))
    attempt = start(enrolment, quiz)
    layout = attempt.layout["slots"]
    questions = attempt.quiz_version.content["questions"]
    by_type = {
        questions[one["question"]]["type"]: (int(slot), one, questions[one["question"]])
        for slot, one in layout.items()
    }
    pairs = {
        stem["key"]: str(by_type["matching"][1]["options"].index(stem["option"]) + 1)
        for stem in by_type["matching"][2]["stems"]
    }
    sent = {
        "single": {"choice": by_type["single"][2]["choices"][0]["key"]},
        "multiple": {"choices": [one["key"] for one in by_type["multiple"][2]["choices"][:2]]},
        "true_false": {"value": True},
        "short_text": {"text": "CanaryDiaspora"},
        "numeric": {"text": "221"},
        "matching": {"pairs": pairs},
    }
    answers = [Sent(slot=by_type[kind][0], answer=answer) for kind, answer in sent.items()]
    result = submit(attempt, *answers)
    assert result.attempt.raw_marks == 6
    assert (result.fraction, result.attempt.needs_grading) == (1, 0)
    for response in attempt.responses.exclude(fraction=None):
        question = questions[str(response.question_key)]
        assert grade(question, response.answer).fraction == response.fraction


def test_results_follow_the_method_and_can_be_made_anew(enrolment):
    quiz = make_quiz(make_question(true_false()), grade_method="last")
    submit(start(enrolment, quiz), Sent(slot=1, answer={"value": True}))
    submit(start(enrolment, quiz), Sent(slot=1, answer={"value": False}))
    result = QuizResult.objects.get()
    assert (result.fraction, result.passed, result.attempt.number) == (0, False, 2)
    kept = (result.fraction, result.passed, result.attempt_id, result.counted, result.method)
    QuizResult.objects.all().delete()
    call_command("rebuild_results")
    again = QuizResult.objects.get()
    assert kept == (again.fraction, again.passed, again.attempt_id, again.counted, again.method)


def test_observers_only_preview(member):
    enrolment = enrol(member, role=LearnerRole.OBSERVER)
    attempt = start(enrolment, make_quiz(make_question()))
    assert attempt.is_preview
    submit(attempt)
    assert not QuizResult.objects.exists()


def test_the_audit_finds_a_mark_that_was_changed_by_hand(attempt):
    submit(attempt, text("canarydiaspora", seq=1))
    Response.objects.filter(attempt=attempt, slot=2).update(fraction=1)
    assert any("slot 2" in words for words in audit_grades())
    with pytest.raises(Exception, match="differ"):
        call_command("audit_grades")


def test_a_negative_mark_lowers_the_sum_and_not_below_nothing(enrolment):
    bad = choice("A bank", "-0.3333333")
    quiz = make_quiz(make_question(single(choice("IOM", "1"), bad)), marks=["2"])
    attempt = start(enrolment, quiz)
    result = submit(attempt, Sent(slot=1, answer={"choice": bad["id"]}))
    assert (result.attempt.raw_marks, result.fraction) == (Decimal("-0.6666666"), 0)
