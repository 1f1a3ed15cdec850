"""Saves are kept in the order of edits, once, and answer for themselves."""

from datetime import timedelta

import pytest

from learning.models import (
    ResponseEvent,
)
from learning.taking.errors import AttemptMissing
from learning.taking.saving import SaveStatus, Sent, save_answers
from learning.taking.submitting import submit_attempt
from tests.factories.members import UserFactory
from tests.factories.quizzes import (
    make_question,
    make_quiz,
    numeric,
    short_text,
)
from tests.learning.attempts.steps import MINUTE, NOW, answer_in, ms, save, start, text

pytestmark = pytest.mark.django_db


def test_the_newest_edit_counts_in_whatever_order_saves_arrive(attempt):
    """I6: only a higher client_seq is applied; everything is kept."""
    results = [save(attempt, text(str(seq), seq=seq))[0].status for seq in (2, 5, 3, 4)]
    assert results == ["applied", "applied", "older", "older"]
    assert answer_in(attempt) == {"text": "5"}
    assert ResponseEvent.objects.filter(attempt=attempt).count() == 4
    response = attempt.responses.get(slot=1)
    assert (response.rev, response.client_seq, response.state) == (2, 5, "complete")


def test_a_repeated_save_is_answered_and_not_kept_twice(attempt):
    sent = text("once", seq=1)
    assert save(attempt, sent)[0].status == SaveStatus.APPLIED
    assert save(attempt, sent)[0].status == SaveStatus.REPLAYED
    again = text("other slot, same key", seq=9, slot=2, key=sent.key)
    assert save(attempt, again)[0].status == SaveStatus.REPLAYED
    assert ResponseEvent.objects.count() == 1
    assert answer_in(attempt, 2) is None


@pytest.mark.parametrize("source", ["autosave", "file"])
def test_a_repeat_of_a_clock_that_is_ahead_is_not_taken_for_a_newer_answer(attempt, source):
    """I6: its number is lowered to the time it arrives, which is later each time."""
    sent = text("once", seq=ms(NOW + timedelta(days=400)))
    assert save(attempt, sent, source=source)[0].status == SaveStatus.APPLIED
    again = save(attempt, sent, at=NOW + MINUTE, source=source)
    assert again[0].status == SaveStatus.REPLAYED
    assert ResponseEvent.objects.count() == 1


def test_a_clock_that_is_ahead_does_not_freeze_the_slot(attempt):
    far = ms(NOW + timedelta(days=400))
    assert save(attempt, text("far", seq=far))[0].client_seq == ms(NOW)
    later = NOW + MINUTE
    assert save(attempt, text("next", seq=ms(later)), at=later)[0].status == SaveStatus.APPLIED


@pytest.mark.parametrize("seq", [-1, 0, -(2**70)])
def test_a_number_below_the_first_edit_is_kept_and_not_applied(attempt, seq):
    assert save(attempt, text("x", seq=seq))[0].status == SaveStatus.OLDER
    assert save(attempt, text("y", seq=2**80))[0].status == SaveStatus.APPLIED


@pytest.mark.parametrize(
    "sent",
    [
        Sent(slot=9, answer={"text": "x"}),
        Sent(slot="1", answer={"text": "x"}),
        Sent(slot=True, answer={"text": "x"}),
        Sent(slot=None, answer=None),
        Sent(slot=1, answer=["x"]),
        Sent(slot=1, answer="x"),
        Sent(slot=1, answer={"text": 5}),
        Sent(slot=1, answer={"text": "x" * 1001}),
        Sent(slot=1, answer={"text": "a\x00b"}),
    ],
)
def test_an_answer_of_a_wrong_shape_is_refused_alone(attempt, sent):
    """learning.md §23: 422 for that item, the others go on."""
    refused, applied = save(attempt, sent, text("fine", slot=2, seq=1))
    assert (refused.status, applied.status) == (SaveStatus.REFUSED, SaveStatus.APPLIED)
    assert ResponseEvent.objects.count() == 1


def test_a_slot_sent_twice_counts_once(attempt):
    first, second = save(attempt, text("a", seq=1), text("b", seq=2))
    assert (first.status, second.status) == (SaveStatus.APPLIED, SaveStatus.REFUSED)


def test_a_lone_surrogate_is_replaced_and_the_rest_stored_as_sent(attempt):
    save(attempt, text("Re\u0301gion \ud800", seq=1))
    assert answer_in(attempt) == {"text": "Re\u0301gion \ufffd"}


def test_a_plain_form_overwrites_only_what_was_touched(attempt):
    """A stale tab: fields equal to what the form was rendered with are skipped."""
    from learning.taking.answers import answer_hash

    save(attempt, text("newer", seq=1))
    empty = answer_hash(None)
    stale = Sent(slot=1, answer=None, rendered=empty)
    touched = Sent(slot=2, answer={"text": "typed"}, rendered=empty)
    results = save(attempt, stale, touched, source="form")
    assert [one.status for one in results] == [SaveStatus.UNCHANGED, SaveStatus.APPLIED]
    assert answer_in(attempt) == {"text": "newer"}
    again = save(attempt, Sent(slot=2, answer={"text": "typed"}), at=NOW + MINUTE, source="form")
    assert again[0].status == SaveStatus.UNCHANGED


def test_somebody_elses_attempt_does_not_exist(attempt):
    for act in (save_answers, submit_attempt):
        extra = {"source": "form"} if act is save_answers else {}
        with pytest.raises(AttemptMissing):
            act(
                attempt_uuid=attempt.uuid,
                learner=UserFactory(),
                answers=[],
                arrived_at=NOW,
                **extra,
            )


def test_an_unreadable_number_is_said_before_sending(enrolment):
    attempt = start(enrolment, make_quiz(make_question(numeric())))
    save(attempt, text("about ten", seq=1))
    assert attempt.responses.get().state == "invalid"


@pytest.mark.parametrize("count", [1, 30])
def test_a_save_asks_five_queries_for_any_number_of_answers(
    enrolment, count, django_assert_num_queries
):
    """learning.md §22: 8 with session, user, begin and commit; here savepoints of the test."""
    attempt = start(enrolment, make_quiz(*(make_question(short_text()) for _n in range(count))))
    sent = [text("x", slot=slot, seq=1) for slot in range(1, count + 1)]
    learner = attempt.enrolment.user
    with django_assert_num_queries(6):  # savepoint, attempt, responses, insert, update, release
        save_answers(
            attempt_uuid=attempt.uuid,
            learner=learner,
            answers=sent,
            arrived_at=NOW,
            source="autosave",
        )
