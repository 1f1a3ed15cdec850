"""A course that an editor has closed, or taken off: nobody begins there, nothing is lost."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageViewRestriction

from learning.models import Attempt, Enrolment, ModuleQuizPlacement
from learning.services import EnrolmentClosed, enrol_member
from learning.taking.errors import CannotStart
from tests.factories import learning as make
from tests.factories.members import UserFactory
from tests.factories.quizzes import make_question, make_quiz
from tests.learning.attempts.steps import submit
from tests.learning.quiz_pages.steps import begin

pytestmark = pytest.mark.django_db

CLOSINGS = ["a group", "a password", "unpublished"]


def close(course, how="a group"):
    if how == "unpublished":
        course.unpublish()
    elif how == "a password":
        PageViewRestriction.objects.create(page=course, restriction_type="password", password="x")
    else:
        rule = PageViewRestriction.objects.create(page=course, restriction_type="groups")
        rule.groups.add(Group.objects.get_or_create(name="Inner circle")[0])


def insider():
    user = UserFactory()
    user.groups.add(Group.objects.get_or_create(name="Inner circle")[0])
    return user


@pytest.fixture
def test_of_module(course):
    quiz = make_quiz(make_question(), title="What have you learnt?", attempts_allowed=0)
    ModuleQuizPlacement.objects.create(page=course.module, quiz=quiz)
    return quiz


def start_of(quiz):
    return reverse("learning:quiz", args=[quiz.translation_key])


@pytest.mark.parametrize("how", CLOSINGS)
def test_nobody_enters_a_closed_course_by_its_addresses(
    how, client, course, test_of_module, enrolment, other_member
):
    """learning.md §6: course visible."""
    close(course, how)
    client.force_login(other_member)
    enrol = reverse("learning:enrol", args=[course.translation_key])
    for url in (enrol, start_of(test_of_module)):
        assert client.get(url).status_code == 404, url
        assert client.post(url).status_code == 404, url
    with pytest.raises(EnrolmentClosed):
        enrol_member(member=other_member, run=enrolment.run)
    assert not Enrolment.objects.filter(user=other_member).exists()


def test_who_is_in_the_group_enters(client, course, enrolment):
    close(course)
    client.force_login(insider())
    assert client.post(reverse("learning:enrol", args=[course.translation_key])).status_code == 303


@pytest.mark.parametrize("how", CLOSINGS)
def test_no_test_is_begun_in_a_closed_course(
    how, client, course, test_of_module, enrolment, learner
):
    close(course, how)
    client.force_login(learner)
    answer = client.post(start_of(test_of_module))
    assert answer.status_code == 409
    assert "This course is not open to you now." in answer.content.decode()
    with pytest.raises(CannotStart):
        begin(enrolment, test_of_module)
    assert not Attempt.objects.exists()


@pytest.mark.parametrize("how", CLOSINGS)
def test_what_was_begun_goes_on_in_a_closed_course(
    how, client, course, test_of_module, enrolment, learner
):
    attempt = begin(enrolment, test_of_module)
    close(course, how)
    client.force_login(learner)
    page = reverse("learning:attempt", args=[attempt.uuid])
    assert client.post(start_of(test_of_module))["Location"] == page
    assert client.get(page).status_code == 200
    assert submit(attempt, at=timezone.now()).attempt.state == "graded"
    assert client.get(reverse("learning:review", args=[attempt.uuid])).status_code == 200


def test_who_leads_a_run_previews_no_course_that_is_closed_to_them(
    client, course, test_of_module, facilitator
):
    client.force_login(facilitator)
    url = reverse("learning:preview", args=[test_of_module.translation_key])
    assert client.get(url).status_code == 200
    close(course)
    assert client.get(url).status_code == 404


@pytest.mark.parametrize("how", CLOSINGS)
def test_ones_own_pages_do_not_lead_into_a_closed_course(how, client, course, enrolment, learner):
    close(course, how)
    client.force_login(learner)
    for name in ("learning:mine", "members:me"):
        assert course.title not in client.get(reverse(name)).content.decode()


def test_what_was_completed_stays_on_ones_own_page(client, course, completed, learner):
    course.unpublish()
    client.force_login(learner)
    html = client.get(reverse("learning:mine")).content.decode()
    assert course.title in html
    assert f'href="{course.get_url()}"' not in html
    assert reverse("learning:certificate", args=[completed.uuid]) in html


def test_who_has_a_place_may_leave_a_closed_course(client, course, enrolment, learner):
    close(course)
    client.force_login(learner)
    url = reverse("learning:withdraw", args=[course.translation_key])
    assert client.post(url)["Location"] == reverse("learning:mine")
    enrolment.refresh_from_db()
    assert enrolment.status == "withdrawn"
    assert client.get(url).status_code == 303
    client.force_login(make.EnrolmentFactory().user)
    assert client.get(url).status_code == 404
