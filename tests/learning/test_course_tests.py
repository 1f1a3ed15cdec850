"""The tests of a course: who is led to them, and what becomes of one that is taken away."""

import pytest
from django.urls import reverse
from django.utils import timezone

from learning.models import CourseQuizPlacement, ModuleQuizPlacement, PlacementRole
from learning.outline import build_outline
from learning.taking.errors import CannotStart
from tests.factories import learning as make
from tests.factories.quizzes import make_question, make_quiz
from tests.learning.attempts.steps import submit
from tests.learning.quiz_pages.steps import begin

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


# --- A test that is taken away ------------------------------------------------------------------
def test_an_unpublished_test_leaves_the_course_and_takes_no_new_attempts(
    client, course, module_test, enrolment, learner
):
    """learning.md §10: what is unpublished leaves the required set; it comes back as it was."""
    key = module_test.translation_key
    assert build_outline(course.translation_key, "en").item(key).required
    module_test.unpublish()
    assert build_outline(course.translation_key, "en").item(key) is None
    with pytest.raises(CannotStart, match="not open yet"):
        begin(enrolment, module_test)
    client.force_login(learner)
    assert client.get(start_of(module_test)).status_code == 404
    module_test.save_revision().publish()
    assert build_outline(course.translation_key, "en").item(key).required
    assert begin(enrolment, module_test).number == 1


def test_what_was_begun_goes_on_when_the_test_is_taken_away(
    client, module_test, enrolment, learner
):
    attempt = begin(enrolment, module_test)
    module_test.unpublish()
    client.force_login(learner)
    page = reverse("learning:attempt", args=[attempt.uuid])
    assert client.get(start_of(module_test))["Location"] == page
    assert client.get(page).status_code == 200
    assert submit(attempt, at=timezone.now()).attempt.state == "graded"
    review = reverse("learning:review", args=[attempt.uuid])
    assert client.get(review).status_code == 200
