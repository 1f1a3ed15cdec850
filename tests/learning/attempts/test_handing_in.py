"""A learner's file of answers, handed in by who leads the run (learning.md §17)."""

import json
import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from learning.models import AttemptState, ResponseEvent, RunFacilitator
from learning.taking.closing import close_overdue_attempts
from learning.taking.errors import FileRefused
from learning.taking.extending import reopen_attempt
from learning.taking.handing_in import MOST_BYTES, evidence_in, hand_in_answers
from learning.taking.transcript import transcript_of
from tests.factories.members import UserFactory
from tests.factories.quizzes import (
    EVERY_TYPE,
    enrol,
    make_question,
    make_quiz,
    make_run,
    matching,
    short_text,
)
from tests.learning.attempts.steps import (
    LIMIT,
    MINUTE,
    NOW,
    answer_in,
    ms,
    save,
    start,
    submit,
    text,
)

pytestmark = pytest.mark.django_db


def row(words, *, slot=1, seq=None, **fields):
    """An answer as the script of the page writes it into a file."""
    seq = ms(NOW) if seq is None else seq
    answer = {"text": words}
    return {"slot": slot, "key": str(uuid.uuid4()), "client_seq": seq, "answer": answer} | fields


def file_of(of, /, *rows, **fields):
    body = {"attempt": str(of.uuid), "answers": rows} | fields
    return f"A test\n\n1. A question\n   words\n\n---\n{json.dumps(body)}\n".encode()


@pytest.fixture
def hand_in(facilitator):
    """hand_in(attempt, file): `facilitator` gives the file for the learner of `attempt`."""

    def hand_in(attempt, file, *, at=NOW + MINUTE, by=facilitator):
        return hand_in_answers(enrolment=attempt.enrolment, file=file, by=by, arrived_at=at)

    return hand_in


def statuses(done):
    return [one.status for one in done.results]


# --- What counts --------------------------------------------------------------------------------
def test_answers_from_a_file_count_in_an_open_attempt_and_older_ones_are_kept(attempt, hand_in):
    save(attempt, text("on the page", slot=2, seq=ms(NOW)))
    rows = row("from the file"), row("older", slot=2, seq=ms(NOW) - 1)
    assert statuses(hand_in(attempt, file_of(attempt, *rows))) == ["applied", "older"]
    assert answer_in(attempt) == {"text": "from the file"}
    assert answer_in(attempt, 2) == {"text": "on the page"}
    events = ResponseEvent.objects.filter(source="file").order_by("slot")
    assert list(events.values_list("applied", flat=True)) == [True, False]


def test_the_same_file_twice_changes_nothing(attempt, hand_in):
    file = file_of(attempt, row("once"), row("twice", slot=2))
    hand_in(attempt, file)
    assert statuses(hand_in(attempt, file)) == ["replayed", "replayed"]
    assert ResponseEvent.objects.count() == 2


def test_what_the_page_has_saved_meanwhile_is_not_counted_again(attempt, hand_in):
    """The line came back after the file was made: key and number are those of the save."""
    sent = row("words")
    save(attempt, text("words", seq=sent["client_seq"], key=uuid.UUID(sent["key"])))
    assert statuses(hand_in(attempt, file_of(attempt, sent))) == ["replayed"]


def test_a_closed_attempt_is_not_changed_and_its_file_is_kept_once(attempt, hand_in):
    """I5."""
    save(attempt, text("sent", seq=1))
    submit(attempt)
    attempt.refresh_from_db()
    before = attempt.fraction, attempt.submitted_at
    file = file_of(attempt, row("canarydiaspora"))
    assert statuses(hand_in(attempt, file)) == ["closed"]
    assert statuses(hand_in(attempt, file)) == ["replayed"]
    attempt.refresh_from_db()
    assert (attempt.fraction, attempt.submitted_at) == before
    assert answer_in(attempt) == {"text": "sent"}
    assert [one.applied for one in evidence_in(attempt)] == [False]


def test_what_a_page_sends_after_the_end_is_evidence_that_who_leads_the_run_reads(attempt, timed):
    """What is kept and shown to nobody would help nobody. What is merely older is not meant."""
    save(timed, text("late", seq=1), at=NOW + LIMIT + 2 * MINUTE)
    save(attempt, text("newer", seq=2))
    save(attempt, text("older", seq=1))
    submit(attempt)
    save(attempt, text("afterwards", slot=2, seq=3), at=NOW + MINUTE)
    attempt.refresh_from_db()
    for of, words in ((timed, "late"), (attempt, "afterwards")):
        assert [(one.words, one.applied) for one in evidence_in(of)] == [([words], False)]


def test_a_file_that_comes_late_is_kept_and_not_applied(timed, hand_in):
    """I8."""
    done = hand_in(timed, file_of(timed, row("x")), at=NOW + LIMIT + 2 * MINUTE)
    assert statuses(done) == ["late"]
    assert answer_in(timed) is None
    assert [(one.late, one.words) for one in evidence_in(timed)] == [(True, ["x"])]


def test_a_file_that_was_only_kept_counts_once_the_attempt_is_open_again(
    enrolment, facilitator, hand_in
):
    quiz = make_quiz(make_question(short_text()), time_limit_seconds=600, on_timeout="abandon")
    attempt = start(enrolment, quiz)
    close_overdue_attempts(now=NOW + LIMIT + 5 * MINUTE)
    file = file_of(attempt, row("canarydiaspora"))
    later = NOW + LIMIT + 6 * MINUTE
    assert statuses(hand_in(attempt, file, at=later)) == ["late"]
    until = timezone.now() + timedelta(hours=1)
    reopen_attempt(attempt=attempt, deadline_at=until, by=facilitator, reason="Power cut")
    assert statuses(hand_in(attempt, file, at=later)) == ["applied"]
    assert statuses(hand_in(attempt, file, at=later)) == ["replayed"]
    assert submit(attempt, at=later).fraction == 1


def test_the_servers_own_file_brings_back_what_it_had_and_changes_nothing(enrolment, hand_in):
    attempt = start(enrolment, make_quiz(*(make_question(block()) for block in EVERY_TYPE)))
    save(attempt, text("my words", slot=4, seq=3))
    save(attempt, text("221", slot=5), source="form")
    file = transcript_of(attempt).encode()
    assert statuses(hand_in(attempt, file)) == ["replayed", "replayed"]
    changed = file.replace(b'"my words"', b'"other words"')
    assert statuses(hand_in(attempt, changed)) == ["replayed", "replayed"]
    assert answer_in(attempt, 4) == {"text": "my words"}


def test_pairs_travel_by_place_and_are_read_in_words(enrolment, hand_in):
    attempt = start(enrolment, make_quiz(make_question(matching())))
    layout = attempt.layout["slots"]["1"]
    stem = layout["stems"][0]
    hand_in(attempt, file_of(attempt, row("", answer={"pairs": {stem: "1"}})))
    assert answer_in(attempt) == {"pairs": {stem: layout["options"][0]}}
    assert ": " in evidence_in(attempt)[0].words[0]


# --- What is refused ----------------------------------------------------------------------------
def broken(attempt):
    whole = file_of(attempt, row("x"))
    return {
        b"": "not a file of answers",
        b"\xff\xfe\x00": "not a file of answers",
        b"%PDF-1.7": "not a file of answers",
        whole[:-9]: "not a file of answers",
        b"[]": "not a file of answers",
        b"[" * 100_000: "not a file of answers",
        b'{"answers": NaN}': "not a file of answers",
        b'{"answers": {}}': "not a file of answers",
        b'{"answers": ["x"]}': "not a file of answers",
        b"x" * (MOST_BYTES + 1): "larger than",
        file_of(attempt, attempt=None): "which attempt",
        file_of(attempt, attempt="x' OR 1=1"): "which attempt",
        file_of(attempt): "no answers",
        file_of(attempt, row("x", key=None)): "not a file of answers",
        file_of(attempt, row("x", client_seq="1")): "not a file of answers",
        file_of(attempt, *[row("x")] * 501): "not a file of answers",
        file_of(attempt, row("good"), row("x", slot=9)): "does not ask",
        file_of(attempt, row("good"), row("x", slot=2, answer=["x"])): "cannot be read: 2",
        file_of(attempt, row("good"), row("x" * 1001, slot=2)): "cannot be read: 2",
        file_of(attempt, row("good"), row("again")): "cannot be read: 1",
    }


def test_a_file_that_cannot_be_taken_is_taken_in_no_part(attempt, hand_in):
    for file, words in broken(attempt).items():
        with pytest.raises(FileRefused, match=words):
            hand_in(attempt, file)
    assert not ResponseEvent.objects.exists()
    assert answer_in(attempt) is None


def test_a_file_concerns_its_own_learner_in_this_run_alone(attempt, hand_in, enrolment):
    """Another learner's, the same learner's in another run, nobody's."""
    quiz = make_quiz(make_question(short_text()))
    others = start(enrol(UserFactory(), enrolment.run), quiz)
    elsewhere = start(enrol(enrolment.user, make_run()), quiz)
    files = [file_of(one, row("x")) for one in (others, elsewhere)]
    files.append(file_of(attempt, row("x"), attempt=str(uuid.uuid4())))
    for file in files:
        with pytest.raises(FileRefused, match="not of an attempt of this person"):
            hand_in(attempt, file)
    assert not ResponseEvent.objects.exists()


def test_nothing_is_taken_for_who_has_left(attempt, hand_in):
    """Erasure has emptied what was typed; a file must not bring it back."""
    attempt.enrolment.user = None
    attempt.enrolment.save()
    with pytest.raises(FileRefused, match="has left"):
        hand_in(attempt, file_of(attempt, row("x")))


def test_only_who_leads_the_run_hands_in(attempt, hand_in, admin):
    leader_elsewhere = UserFactory()
    RunFacilitator.objects.create(run=make_run(), user=leader_elsewhere)
    for user in (attempt.enrolment.user, UserFactory(), leader_elsewhere):
        with pytest.raises(PermissionDenied):
            hand_in(attempt, file_of(attempt, row("x")), by=user)
    assert statuses(hand_in(attempt, file_of(attempt, row("x")), by=admin)) == ["applied"]
    attempt.refresh_from_db()
    assert attempt.state == AttemptState.IN_PROGRESS


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_a_time_that_utc_does_not_know_is_left_out(attempt, hand_in, moment):
    hand_in(attempt, file_of(attempt, row("x", client_at=moment)))
    assert ResponseEvent.objects.get().client_at is None
