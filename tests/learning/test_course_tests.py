"""The tests of a course: who is led to them, and what becomes of one that is taken away."""

import pytest
from django.urls import reverse

from learning.models import CourseQuizPlacement, ModuleQuizPlacement, PlacementRole
from tests.factories import learning as make
from tests.factories.quizzes import make_question, make_quiz

pytestmark = pytest.mark.django_db


@pytest.fixture
def pre_test(course):
    """Comes before everything else in the course."""
    quiz = make_quiz(make_question(), title="Where do you stand?")
    CourseQuizPlacement.objects.create(page=course, quiz=quiz, role=PlacementRole.PRE_TEST)
    return quiz


@pytest.fixture
def module_test(course):
    """Follows the last lesson."""
    quiz = make_quiz(make_question(), title="What have you learnt?")
    ModuleQuizPlacement.objects.create(page=course.module, quiz=quiz)
    return quiz


def start_of(quiz):
    return reverse("learning:quiz", args=[quiz.translation_key])


def html_of(client, page):
    return client.get(page.get_url()).content.decode()


# --- Who has no place ---------------------------------------------------------------------------
def test_a_visitor_begins_with_the_first_lesson_and_not_with_a_test(client, course, pre_test):
    make.CourseRunFactory(course_key=course.translation_key)
    html = html_of(client, course)
    assert f'href="{course.lessons[0].get_url()}">Start the course' in html


@pytest.mark.parametrize("role", ["a visitor", "other_member", "learner"])
def test_tests_are_links_only_for_who_may_take_them(
    role, client, course, pre_test, module_test, enrolment, request
):
    if role != "a visitor":
        client.force_login(request.getfixturevalue(role))
    has_a_place = role == "learner"
    for page in (course, course.module, course.lessons[0], course.lessons[-1]):
        html = html_of(client, page)
        assert module_test.title in html
        assert (start_of(module_test) in html) is has_a_place, page


def test_the_address_of_a_test_leads_who_has_no_place_to_the_enrolment(
    client, course, pre_test, module_test, other_member
):
    client.force_login(other_member)
    enrol = reverse("learning:enrol", args=[course.translation_key])
    for quiz in (pre_test, module_test):
        assert client.get(start_of(quiz))["Location"] == enrol
    assert client.get(enrol).status_code == 200
    course.unpublish()
    assert client.get(start_of(pre_test)).status_code == 404
