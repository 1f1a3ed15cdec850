"""Nobody is stuck at 100 %: the last open item may leave the course (learning.md §1, I11)."""

import pytest
from django.urls import reverse
from django.utils import timezone

from learning.models import LessonPage, ModuleQuizPlacement
from learning.periodic import complete
from learning.services import complete_item
from tests.factories import learning as make
from tests.factories.quizzes import make_question, make_quiz

pytestmark = pytest.mark.django_db


@pytest.fixture
def one_left(course, enrolment):
    """Two of three lessons are done."""
    do(enrolment, course.lessons[:2])
    assert status_of(enrolment) == "active"
    return enrolment


def do(enrolment, lessons):
    for lesson in lessons:
        complete_item(
            enrolment=enrolment,
            item_key=lesson.translation_key,
            how="manual",
            locale="en",
            by=enrolment.user,
        )


def status_of(enrolment):
    enrolment.refresh_from_db()
    return enrolment.status


def make_optional(lesson):
    page = LessonPage.objects.get(pk=lesson.pk)
    page.required = False
    page.save_revision().publish()


TAKEN_AWAY = {"unpublished": lambda lesson: lesson.unpublish(), "optional now": make_optional}
PAGES = {
    "my learning": lambda course: reverse("learning:mine"),
    "the course": lambda course: course.get_url(),
    "a module": lambda course: course.module.get_url(),
    "a lesson": lambda course: course.lessons[0].get_url(),
}


@pytest.mark.parametrize("take", TAKEN_AWAY.values(), ids=TAKEN_AWAY)
@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_a_course_is_completed_when_its_learner_comes_back(
    page, take, client, course, one_left, learner
):
    take(course.lessons[2])
    client.force_login(learner)
    assert client.get(page(course)).status_code == 200
    assert status_of(one_left) == "completed"


def test_it_is_completed_by_the_clock_for_who_does_not_come_back(course, one_left):
    complete(timezone.now())
    assert status_of(one_left) == "active"
    course.lessons[2].unpublish()
    idle = make.enrolled_in(course)
    complete(timezone.now())
    assert status_of(one_left) == "completed"
    assert status_of(idle) == "active"


def test_the_clock_completes_whom_a_page_would_also_where_nobody_has_done_anything(client):
    """A share of no lessons is met by who has read none."""
    course = make.a_whole_course(lessons_required=0)
    by_page, by_clock = (make.enrolled_in(course) for _unused in range(2))
    client.force_login(by_page.user)
    client.get(course.get_url())
    complete(timezone.now())
    assert (status_of(by_page), status_of(by_clock)) == ("completed", "completed")


def test_a_required_test_that_is_taken_away_keeps_nobody(client, course, enrolment, learner):
    quiz = make_quiz(make_question())
    ModuleQuizPlacement.objects.create(page=course.module, quiz=quiz)
    do(enrolment, course.lessons)
    assert status_of(enrolment) == "active"
    quiz.unpublish()
    client.force_login(learner)
    assert (
        reverse("learning:certificate", args=[enrolment.uuid])
        in client.get(course.get_url()).content.decode()
    )
    assert status_of(enrolment) == "completed"
