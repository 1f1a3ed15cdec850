"""What learning holds about a person is handed out whole, and leaves with them (PRV1, PRV2)."""

import json
import uuid
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from common import personal_data
from learning.auditing import audit_grades
from learning.models import Certificate, Override, Response, ResponseEvent, RunFacilitator
from learning.services import issue_certificate
from learning.taking.extending import grant_override
from learning.taking.saving import Sent
from learning.taking.starting import start_attempt
from learning.taking.submitting import submit_attempt
from learning.triggers import missing
from tests.factories.members import UserFactory
from tests.factories.quizzes import (
    EVERY_TYPE,
    enrol,
    make_question,
    make_quiz,
    make_run,
    numeric,
    short_text,
    true_false,
)

pytestmark = pytest.mark.django_db

SECRET = "Amina of Voorbeeld Street"  # what somebody typed about herself


def answered(enrolment, *, text=SECRET):
    """A graded attempt with a typed text, a typed number and a choice."""
    quiz = make_quiz(*(make_question(one()) for one in (short_text, numeric, true_false)))
    attempt = start_attempt(
        enrolment=enrolment,
        quiz_key=quiz.translation_key,
        locale="en",
        arrived_at=timezone.now(),
        agent_family="Firefox",
    )
    answers = ({"text": text}, {"text": "221"}, {"value": True})
    sent = [
        Sent(slot=at, answer=answer, key=uuid.uuid4(), client_seq=1)
        for at, answer in enumerate(answers, start=1)
    ]
    submit_attempt(
        attempt_uuid=attempt.uuid,
        learner=enrolment.user,
        arrived_at=timezone.now(),
        answers=sent,
    )
    attempt.refresh_from_db()
    return attempt


@pytest.fixture
def attempt(member):
    return answered(enrol(member))


# --- Handed out ---------------------------------------------------------------------------------
def test_everything_is_handed_out_and_no_key_with_it(attempt, member, admin):
    enrolment = attempt.enrolment
    grant_override(
        enrolment=enrolment,
        quiz_key=attempt.quiz_key,
        by=admin,
        reason="Power cuts",
        extra_attempts=1,
    )
    RunFacilitator.objects.create(run=make_run(name="A run I lead"), user=member)
    data = personal_data.export(member)
    (one,) = data["quiz attempts"]
    assert one["answers"] == {"1": {"text": SECRET}, "2": {"text": "221"}, "3": {"value": True}}
    assert [row["answer"] for row in data["quiz saves"]] == list(one["answers"].values())
    assert [row["reason"] for row in data["course extensions"]] == ["Power cuts"]
    assert [row["run__name"] for row in data["course runs led"]] == ["A run I lead"]
    handed_out = json.dumps(data, default=str)
    for canary in ("CANARY", "canarydiaspora", "weight", "pattern", "feedback"):
        assert canary not in handed_out


def test_nothing_of_another_person_is_handed_out(attempt):
    answered(enrol(UserFactory()), text="Somebody else's words")
    handed_out = json.dumps(personal_data.export(attempt.enrolment.user), default=str)
    assert "Somebody else's words" not in handed_out
    stranger = personal_data.export(UserFactory())
    for name in ("quiz attempts", "quiz saves", "course places", "certificates"):
        assert stranger[name] == []


# --- Erased -------------------------------------------------------------------------------------
def test_what_was_typed_goes_and_marks_and_choices_stay(attempt, member):
    """0192: in the answers and in every save."""
    before = list(attempt.responses.values_list("slot", "state", "fraction"))
    assert Response.objects.filter(answer__text=SECRET).exists()
    other = answered(enrol(UserFactory()), text="Somebody else's words")
    personal_data.erase(member)
    attempt.refresh_from_db()
    assert attempt.enrolment.user is None
    assert attempt.agent_family == ""
    answers = dict(attempt.responses.values_list("slot", "answer"))
    assert answers == {1: None, 2: None, 3: {"value": True}}
    saves = dict(ResponseEvent.objects.filter(attempt=attempt).values_list("slot", "answer"))
    assert saves == answers
    assert list(attempt.responses.values_list("slot", "state", "fraction")) == before
    assert other.responses.get(slot=1).answer == {"text": "Somebody else's words"}


def test_the_audit_still_adds_up_and_still_finds_a_wrong_mark(attempt, member):
    """I2, I9: for what is left, and for everybody else's."""
    personal_data.erase(member)
    assert audit_grades() == []
    attempt.responses.filter(slot=3).update(fraction=Decimal("0.5"))
    assert any("slot 3" in words for words in audit_grades())


def test_erasure_leaves_the_triggers_on(attempt, member):
    from django.db import DatabaseError, connection, transaction

    personal_data.erase(member)
    assert missing() == []
    with (
        pytest.raises(DatabaseError, match="stay as they were written"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE learning_responseevent SET applied = applied")


def test_a_place_keeps_country_and_year_and_no_reason(member, admin):
    enrolment = enrol(member, profile_snapshot={"country": "SN", "gender": "woman"})
    grant_override(
        enrolment=enrolment, quiz_key=uuid.uuid4(), by=admin, reason="Illness", extra_attempts=1
    )
    personal_data.erase(member)
    enrolment.refresh_from_db()
    assert enrolment.profile_snapshot == {"country": "SN", "year": enrolment.enrolled_at.year}
    assert Override.objects.get().reason == ""


def test_a_certificate_stays_verifiable_after_its_holder_has_gone(completed, learner, client):
    """0162: who wants it otherwise withdraws it first."""
    held = issue_certificate(enrolment=completed, printed_name="Amina Voorbeeld", by=learner)
    personal_data.erase(learner)
    held = Certificate.objects.get(pk=held.pk)
    assert (held.status, held.snapshot["name"]) == ("valid", "Amina Voorbeeld")
    html = client.get(reverse("verify_code", args=[held.code])).content.decode()
    assert "This certificate is valid" in html


def test_every_type_of_answer_that_is_typed_is_known_to_erasure(member):
    """A new type whose answer is text must be told to `_erase_typed` and to the audit."""
    enrolment = enrol(member)
    quiz = make_quiz(*(make_question(block()) for block in EVERY_TYPE))
    attempt = start_attempt(
        enrolment=enrolment, quiz_key=quiz.translation_key, locale="en", arrived_at=timezone.now()
    )
    kinds = [
        attempt.quiz_version.content["questions"][str(key)]["type"]
        for key in attempt.responses.values_list("question_key", flat=True)
    ]
    typed = {"short_text", "numeric"}
    assert set(kinds) == typed | {"single", "multiple", "true_false", "matching", "information"}
