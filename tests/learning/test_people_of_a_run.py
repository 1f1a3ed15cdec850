"""One learner of a run, as who leads it sees them (learning.md §17, §21)."""

import json
import uuid
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone, translation

from common.templatetags.m4d import deadline
from learning.models import (
    Attempt,
    ModuleQuizPlacement,
    Override,
    Quiz,
    Response,
    ResponseEvent,
)
from learning.taking.starting import start_attempt
from notifications.models import Notification
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


def test_an_attempt_whose_time_is_up_is_listed_with_until_when_it_is_taken(
    enrolment, facilitator, client
):
    quiz = make_quiz(
        make_question(short_text()), time_limit_seconds=60, on_timeout="grace", grace_seconds=7200
    )
    begun = start_attempt(
        enrolment=enrolment,
        quiz_key=quiz.translation_key,
        locale="en",
        arrived_at=timezone.now() - timedelta(hours=1),
    )
    client.force_login(facilitator)
    words = f"until {deadline(begun.deadline_at + timedelta(hours=2))}</time>"
    assert words in client.get(person_page(enrolment)).content.decode()
    page = client.get(attempt_page(begun)).content.decode()
    assert words.removeprefix("until ") in page


# --- A second life ------------------------------------------------------------------------------
@pytest.fixture
def abandoned(attempt):
    """Time was up before it was sent."""
    Attempt.objects.filter(pk=attempt.pk).update(
        state="abandoned",
        started_at=timezone.now() - timedelta(hours=2),
        deadline_at=timezone.now() - timedelta(hours=1),
    )
    return Attempt.objects.get()


def reopening(attempt):
    return reverse("learning:reopen", args=[attempt.enrolment.run.uuid, attempt.uuid])


@pytest.mark.parametrize(("role", "status"), SEES_THE_LEARNER.items())
def test_only_who_leads_the_run_opens_an_attempt_again(role, status, abandoned, visitor):
    browser = visitor(role)
    assert browser.get(reopening(abandoned)).status_code == status
    answer = browser.post(reopening(abandoned), {"minutes": "30", "reason": "Power cut"})
    assert answer.status_code == (404 if status == 404 else 303), "to the sign-in, or done"
    abandoned.refresh_from_db()
    assert abandoned.is_open is (status == 200)


def test_an_attempt_is_opened_again_for_some_minutes_with_a_reason(
    abandoned, facilitator, learner, client
):
    client.force_login(facilitator)
    assert f'href="{reopening(abandoned)}"' in client.get(attempt_page(abandoned)).content.decode()
    for wrong in ({}, {"minutes": "30"}, {"minutes": "4", "reason": "x"}, {"reason": "x"}):
        assert "There is a problem" in client.post(reopening(abandoned), wrong).content.decode()
    abandoned.refresh_from_db()
    assert not abandoned.is_open
    form = {"minutes": "30", "reason": "Power cut"}
    answer = client.post(reopening(abandoned), form)
    assert (answer.status_code, answer["Location"]) == (303, attempt_page(abandoned))
    abandoned.refresh_from_db()
    left = abandoned.deadline_at - timezone.now()
    assert timedelta(minutes=29) < left <= timedelta(minutes=30)
    assert Override.objects.get().reason == "Power cut"
    assert Notification.objects.get().recipient == learner
    again = client.post(reopening(abandoned), form | {"minutes": "60"})
    assert again["Location"] == attempt_page(abandoned), "a second tap opens nothing further"
    assert Attempt.objects.get().deadline_at == abandoned.deadline_at


def test_a_lost_attempt_stays_lost_while_another_is_open(abandoned, facilitator, client):
    start_attempt(
        enrolment=abandoned.enrolment,
        quiz_key=abandoned.quiz_key,
        locale="en",
        arrived_at=timezone.now(),
    )
    client.force_login(facilitator)
    page = client.post(reopening(abandoned), {"minutes": "30", "reason": "x"}).content.decode()
    assert "The learner has begun another attempt." in page
    assert not Override.objects.exists()


@pytest.mark.parametrize("state", ["graded", "submitted", "in_progress"])
def test_what_is_not_abandoned_is_never_opened_again(state, attempt, facilitator, client):
    """learning.md §6: a graded attempt is never reopened; grant one more."""
    sent_at = None if state == "in_progress" else timezone.now()
    Attempt.objects.update(state=state, submitted_at=sent_at)
    client.force_login(facilitator)
    assert client.get(reopening(attempt)).status_code == 303
    assert client.post(reopening(attempt), {"minutes": "9", "reason": "x"}).status_code == 303
    attempt.refresh_from_db()
    assert (attempt.state, attempt.deadline_at) == (state, None)
    assert "Open the attempt again" not in client.get(attempt_page(attempt)).content.decode()


def test_one_more_attempt_is_given_where_learner_and_quiz_are_chosen_already(
    course, attempt, facilitator, client
):
    client.force_login(facilitator)
    asked = f"?learner={attempt.enrolment.uuid}&amp;quiz={attempt.quiz_key}#extend"
    assert asked not in client.get(attempt_page(attempt)).content.decode(), "no quiz of the course"
    quiz = Quiz.objects.get(translation_key=attempt.quiz_key)
    ModuleQuizPlacement.objects.create(page=course.module, quiz=quiz)
    Attempt.objects.update(state="graded", submitted_at=timezone.now())
    page = client.get(attempt_page(attempt)).content.decode()
    assert "never opened again. You may give one more attempt." in page
    url = f"{reverse('learning:run', args=[attempt.enrolment.run.uuid])}{asked}"
    assert url in page
    form = client.get(url.replace("&amp;", "&")).content.decode()
    for chosen in (attempt.enrolment.uuid, attempt.quiz_key):
        assert f'<option value="{chosen}" selected>' in form
    nonsense = client.get(f"{reverse('learning:run', args=[attempt.enrolment.run.uuid])}?learner=x")
    assert nonsense.status_code == 200


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
    title = words.partition("<title>")[2].partition("</title>")[0]
    assert title.count("Error:") == 1, "said once"


def test_an_attempt_is_named_as_its_test_is_in_the_language_of_the_reader(
    attempt, quiz, course, french, facilitator, client
):
    """The page of the run has that name, too; the learner may have taken it in another language."""
    ModuleQuizPlacement.objects.create(page=course.module, quiz=quiz)
    question = make_question(short_text(), locale=french.locale)
    key = quiz.translation_key
    make_quiz(question, locale=french.locale, translation_key=key, title="Test principal")
    client.force_login(facilitator)
    with translation.override("fr"):
        url = person_page(attempt.enrolment)
    assert "<bdi>Test principal</bdi>" in client.get(url).content.decode()


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
