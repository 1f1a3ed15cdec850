"""One learner of a run, as who leads it sees them (learning.md §17, §21)."""

import json
import uuid
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from learning.models import Attempt, Response, ResponseEvent
from learning.taking.starting import start_attempt
from tests.factories import learning as make
from tests.factories.quizzes import make_question, make_quiz, short_text

pytestmark = pytest.mark.django_db

SEES_THE_LEARNER = {
    "anonymous_visitor": 302,
    "learner": 404,
    "suspended_learner": 302,
    "other_member": 404,
    "facilitator": 200,
    "other_facilitator": 404,
    "course_editor": 404,
    "donor": 404,
    "course_admin": 200,
}


@pytest.fixture
def quiz(course):
    return make_quiz(make_question(short_text()), make_question(short_text()), title="Core test")


@pytest.fixture
def attempt(enrolment, quiz):
    return start_attempt(
        enrolment=enrolment,
        quiz_key=quiz.translation_key,
        locale="en",
        arrived_at=timezone.now(),
    )


@pytest.fixture
def visitor(client, request):
    """visitor(role): the browser of somebody."""

    def visitor(role):
        if role != "anonymous_visitor":
            client.force_login(request.getfixturevalue(role))
        return client

    return visitor


def person_page(enrolment, run=None):
    return reverse("learning:person", args=[(run or enrolment.run).uuid, enrolment.uuid])


def attempt_page(attempt, run=None):
    run = run or attempt.enrolment.run
    return reverse("learning:their_attempt", args=[run.uuid, attempt.uuid])


def file_of(attempt, **answers):
    now = int(timezone.now().timestamp() * 1000)
    rows = [
        {"slot": int(slot[1:]), "key": str(uuid.uuid4()), "client_seq": now, "answer": answer}
        for slot, answer in answers.items()
    ]
    body = json.dumps({"attempt": str(attempt.uuid), "answers": rows})
    return ContentFile(f"Core test\n\n---\n{body}\n".encode(), name="answers.txt")


# --- Who may ------------------------------------------------------------------------------------
@pytest.mark.parametrize(("role", "status"), SEES_THE_LEARNER.items())
def test_a_learner_is_shown_to_who_leads_the_run_and_to_admins(role, status, attempt, visitor):
    browser = visitor(role)
    assert browser.get(person_page(attempt.enrolment)).status_code == status
    assert browser.get(attempt_page(attempt)).status_code == status


@pytest.mark.parametrize(("role", "status"), SEES_THE_LEARNER.items())
def test_only_who_leads_the_run_hands_in_a_file(role, status, attempt, visitor):
    """learning.md §21; what the service says is attempts/test_handing_in's."""
    sent = {"file": file_of(attempt, s1={"text": "x"})}
    answer = visitor(role).post(person_page(attempt.enrolment), sent)
    assert answer.status_code == (404 if status == 404 else 303), "to the sign-in, or done"
    assert ResponseEvent.objects.exists() is (status == 200)


def test_people_and_attempts_are_found_below_their_own_run_alone(attempt, facilitator, client):
    other = make.CourseRunFactory()
    other.facilitators.create(user=facilitator)
    client.force_login(facilitator)
    assert client.get(person_page(attempt.enrolment, other)).status_code == 404
    assert client.get(attempt_page(attempt, other)).status_code == 404


def test_the_overview_leads_to_each_learner(attempt, facilitator, client):
    client.force_login(facilitator)
    overview = client.get(reverse("learning:run", args=[attempt.enrolment.run.uuid]))
    assert f'href="{person_page(attempt.enrolment)}"' in overview.content.decode()
    page = client.get(person_page(attempt.enrolment)).content.decode()
    assert f'href="{attempt_page(attempt)}"' in page
    assert "Core test" in page


# --- The file -----------------------------------------------------------------------------------
def test_handing_in_tells_what_became_of_each_answer(attempt, facilitator, client):
    client.force_login(facilitator)
    sent = {"file": file_of(attempt, s1={"text": "from the file"}, s2={"text": "too"})}
    Response.objects.filter(slot=2).update(client_seq=2**62)
    page = client.post(person_page(attempt.enrolment), sent, follow=True)
    words = page.content.decode()
    assert page.redirect_chain == [(attempt_page(attempt), 303)]
    assert "1 answer counts now." in words
    assert "1 answer is older than the one that is there" in words
    assert "from the file" in words
    assert "Kept, does not count" in words


def test_a_file_for_an_attempt_past_its_time_is_evidence(attempt, facilitator, client):
    Attempt.objects.filter(pk=attempt.pk).update(
        started_at=timezone.now() - timedelta(hours=2),
        deadline_at=timezone.now() - timedelta(hours=1),
    )
    client.force_login(facilitator)
    sent = {"file": file_of(attempt, s1={"text": "canarydiaspora"})}
    page = client.post(person_page(attempt.enrolment), sent, follow=True).content.decode()
    assert "1 answer came after the end: kept as evidence" in page
    attempt.refresh_from_db()
    assert (attempt.state, attempt.fraction) == ("graded", 0)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (None, "Choose the file."),
        (b"", "The file is empty."),
        (b"GIF89a", "This is not a file of answers, or it was cut short."),
        (b"x" * 900_001, "The file is larger than 900 kB."),
    ],
)
def test_the_reason_stands_at_the_field(content, reason, attempt, facilitator, client):
    client.force_login(facilitator)
    sent = {} if content is None else {"file": ContentFile(content, name="a.txt")}
    page = client.post(person_page(attempt.enrolment), sent)
    words = page.content.decode()
    assert page.status_code == 200
    assert f'<a href="#id_file">{reason}</a>' in words
    assert words.count(reason) == 2, "in the summary, and at the field"


@pytest.mark.parametrize("attempts", [1, 4])
def test_a_learners_page_asks_the_same_for_any_number_of_attempts(
    attempts, enrolment, facilitator, client, django_assert_max_num_queries
):
    for _number in range(attempts):
        quiz = make_quiz(make_question(short_text()))
        start_attempt(
            enrolment=enrolment,
            quiz_key=quiz.translation_key,
            locale="en",
            arrived_at=timezone.now(),
        )
    client.force_login(facilitator)
    client.get(person_page(enrolment))
    with django_assert_max_num_queries(12):
        client.get(person_page(enrolment))
