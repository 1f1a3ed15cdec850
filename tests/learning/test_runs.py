"""The overview of a run: for who leads it, and nobody else (learning.md §11, §21)."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from common import counters, personal_data
from learning.models import Enrolment, ModuleQuizPlacement, Override
from learning.services import complete_item
from tests.factories import learning as make
from tests.factories.quizzes import make_question, make_quiz

pytestmark = pytest.mark.django_db

SEES_THE_RUN = {
    "learner": 404,
    "other_member": 404,
    "facilitator": 200,
    "other_facilitator": 404,
    "donor": 404,
    "course_admin": 200,
}


@pytest.mark.parametrize(("role", "status"), SEES_THE_RUN.items())
def test_a_run_is_shown_to_who_leads_it_and_to_admins(role, status, enrolment, client, request):
    client.force_login(request.getfixturevalue(role))
    assert client.get(reverse("learning:run", args=[enrolment.run.uuid])).status_code == status


def test_who_fell_silent_is_at_risk(enrolment, facilitator, client):
    Enrolment.objects.filter(pk=enrolment.pk).update(
        last_seen_at=timezone.now() - timedelta(days=8)
    )
    client.force_login(facilitator)
    url = reverse("learning:run", args=[enrolment.run.uuid])
    assert "not seen for seven days" in client.get(url).content.decode()
    assert "Nobody is here yet" not in client.get(f"{url}?at-risk=1").content.decode()


@pytest.mark.parametrize("role", ["facilitator", "course_admin"])
def test_who_leads_extends_with_a_reason(role, course, enrolment, client, request):
    quiz = make_quiz(make_question())
    ModuleQuizPlacement.objects.create(page=course.module, quiz=quiz)
    client.force_login(request.getfixturevalue(role))
    url = reverse("learning:extend", args=[enrolment.run.uuid])
    form = {"learner": str(enrolment.uuid), "quiz": str(quiz.translation_key), "minutes": "10"}
    assert client.post(url, form).status_code == 200, "a reason is asked for"
    assert client.post(url, form | {"reason": "Power cuts"}).status_code == 303
    assert Override.objects.get().extra_seconds == 600


def test_a_request_is_answered_where_the_run_is_seen(enrolment, facilitator, client):
    asked = make.EnrolmentFactory(run=enrolment.run, status="pending")
    client.force_login(facilitator)
    url = reverse("learning:decide", args=[enrolment.run.uuid])
    assert client.post(url, {"enrolment": str(asked.uuid), "answer": "yes"}).status_code == 303
    asked.refresh_from_db()
    assert asked.status == "active"


def test_ones_data_is_handed_out_and_erased(course, enrolment, learner):
    complete_item(
        enrolment=enrolment,
        item_key=course.lessons[0].translation_key,
        how="manual",
        locale="en",
        by=learner,
    )
    data = personal_data.export(learner)
    assert len(data["course places"]) == len(data["course progress"]) == 1
    personal_data.erase(learner)
    enrolment.refresh_from_db()
    assert enrolment.user is None
    assert enrolment.profile_snapshot == {"year": enrolment.enrolled_at.year}


def test_people_who_completed_are_counted_once(enrolment):
    Enrolment.objects.filter(pk=enrolment.pk).update(
        status="completed", completed_at=timezone.now()
    )
    assert [one.value for one in counters.figures(["people_trained"])] == [1]
