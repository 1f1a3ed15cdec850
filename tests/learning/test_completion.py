"""Quizzes count in a course: placed, passed, and passed once (learning.md §10)."""

from decimal import Decimal
from functools import partial

import pytest
from django.utils import timezone

from learning.completion import done_keys, evaluate_completion
from learning.models import (
    CourseQuizPlacement,
    Enrolment,
    ItemProgress,
    ModuleQuizPlacement,
    QuizResult,
)
from learning.outline import build_outline
from learning.services import complete_item
from tests.factories import learning as make
from tests.factories.quizzes import make_question, make_quiz
from tests.races import all_at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def quiz(course):
    """A required quiz at the end of the module."""
    quiz = make_quiz(make_question(), title="Test of the module")
    ModuleQuizPlacement.objects.create(page=course.module, quiz=quiz)
    return quiz


def result(enrolment, quiz, *, passed):
    return QuizResult.objects.update_or_create(
        enrolment=enrolment,
        quiz_key=quiz.translation_key,
        defaults={
            "method": "highest",
            "fraction": Decimal("0.8" if passed else "0.5"),
            "passed": passed,
            "counted": 1,
            "computed_at": timezone.now(),
        },
    )


def read_all(enrolment, course):
    for lesson in course.lessons:
        complete_item(
            enrolment=enrolment,
            item_key=lesson.translation_key,
            how="manual",
            locale="en",
            by=enrolment.user,
        )
    return Enrolment.objects.get(pk=enrolment.pk).status


def test_a_quiz_stands_in_its_module_after_the_lessons(course, quiz):
    outline = build_outline(course.translation_key, "en")
    assert [one.kind for one in outline.modules[0].items] == ["lesson"] * 3 + ["quiz"]
    assert outline.item(quiz.translation_key).title == "Test of the module"


def test_a_quiz_that_nobody_can_take_yet_is_not_in_the_outline(course):
    CourseQuizPlacement.objects.create(page=course, quiz=make_quiz(make_question(), compiled=False))
    outline = build_outline(course.translation_key, "en")
    assert not [one for one in outline.items() if one.kind == "quiz"]


def test_a_pre_test_comes_first_and_a_final_test_last(course):
    first, last = make_quiz(make_question()), make_quiz(make_question())
    CourseQuizPlacement.objects.create(page=course, quiz=last, role="final_test")
    CourseQuizPlacement.objects.create(page=course, quiz=first, role="pre_test")
    keys = [one.key for one in build_outline(course.translation_key, "en").items()]
    assert (keys[0], keys[-1]) == (first.translation_key, last.translation_key)


def test_lessons_alone_do_not_complete_a_course_with_a_required_quiz(course, quiz, enrolment):
    assert read_all(enrolment, course) == "active"
    result(enrolment, quiz, passed=False)
    assert evaluate_completion(enrolment=enrolment).status == "active"
    result(enrolment, quiz, passed=True)
    assert evaluate_completion(enrolment=enrolment).status == "completed"


def test_a_quiz_once_passed_stays_done(course, quiz, enrolment):
    """I10: a later and worse average takes nothing away."""
    result(enrolment, quiz, passed=True)
    evaluate_completion(enrolment=enrolment)
    result(enrolment, quiz, passed=False)
    evaluate_completion(enrolment=enrolment)
    assert quiz.translation_key in done_keys(enrolment)
    assert read_all(enrolment, course) == "completed"


def test_an_observer_completes_nothing(course, enrolment):
    Enrolment.objects.filter(pk=enrolment.pk).update(role="observer")
    assert read_all(enrolment, course) == "active"


def test_a_lesson_that_is_withdrawn_is_required_no_more(course, enrolment):
    for lesson in course.lessons[:2]:
        lesson_done = partial(
            complete_item, item_key=lesson.translation_key, how="manual", locale="en"
        )
        lesson_done(enrolment=enrolment, by=enrolment.user)
    assert Enrolment.objects.get(pk=enrolment.pk).status == "active"
    course.lessons[2].unpublish()
    assert evaluate_completion(enrolment=enrolment).status == "completed"
    assert ItemProgress.objects.filter(enrolment=enrolment).count() == 2


def test_completed_is_set_once(course, enrolment):
    read_all(enrolment, course)
    moment = Enrolment.objects.get(pk=enrolment.pk).completed_at
    make.a_lesson(course.module)
    evaluate_completion(enrolment=enrolment)
    assert Enrolment.objects.get(pk=enrolment.pk).completed_at == moment


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_the_last_lesson_done_on_two_devices_completes_the_course_once(tree):
    course = make.a_whole_course(lessons=1)
    enrolment = make.enrolled_in(course)
    tap = partial(
        complete_item,
        enrolment=enrolment,
        item_key=course.lessons[0].translation_key,
        how="manual",
        locale="en",
        by=enrolment.user,
    )
    moments = {one.completed_at for one in all_at_once([tap] * 8)}
    assert len(moments) == 1
    assert ItemProgress.objects.count() == 1
