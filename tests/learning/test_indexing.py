"""What the search gets of courses: found by exactly those who may read (search.md §2, §5, §15)."""

from contextlib import contextmanager

import pytest

from common.audiences import PUBLIC
from common.indexing import changed, documents_of, page_key
from common.querysets import closed_paths
from learning.indexing import EDITORS, LessonAdapter, cohort_token, cohorts_of
from learning.models import Audience, CoursePage, CourseRun, EnrolmentStatus
from tests.factories import learning as make

pytestmark = pytest.mark.django_db


@contextmanager
def heard():
    """The keys that are to be indexed anew for what happens within."""
    told = set()

    def hear(keys, **kwargs):
        told.update(keys)

    changed.connect(hear)
    try:
        yield told
    finally:
        changed.disconnect(hear)


def document_of(page):
    return documents_of([page_key(page.pk)]).get(page_key(page.pk))


def lessons_of(*courses):
    return {page_key(lesson.pk) for course in courses for lesson in course.lessons}


def for_cohort(course):
    course.audience = Audience.COHORT
    course.save()


# --- Words --------------------------------------------------------------------------------------
def test_courses_and_modules_are_found_by_what_they_are_for():
    course = make.a_course(
        objectives="<p>Map skills abroad.</p>",
        for_whom="<p>Town halls.</p>",
        outcomes="Plan a survey",
    )
    found = document_of(course)
    assert found.type == "course"
    for words in ("Map skills abroad.", "Town halls.", "Plan a survey"):
        assert words in found.body
    module = document_of(make.a_module(course, objectives="<p>Choose the moment.</p>"))
    assert (module.type, "Choose the moment." in module.body) == ("course-module", True)


def test_lessons_are_found_by_what_is_read_in_them(course):
    found = document_of(course.lessons[0])
    assert (found.type, found.audience) == ("lesson", frozenset({PUBLIC}))
    assert "away from campaigns" in found.body


# --- Where lessons of a cohort live ---------------------------------------------------------------
def test_lessons_of_a_cohort_live_with_all_its_runs_and_with_editors(course):
    for_cohort(course)
    lesson = course.lessons[0]
    assert document_of(lesson).audience == {EDITORS}, "without a run they write it all the same"
    runs = [
        make.CourseRunFactory(course_key=course.translation_key, pacing=pacing)
        for pacing in ("self", "cohort")
    ]
    make.CourseRunFactory()
    assert document_of(lesson).audience == {EDITORS, *(cohort_token(run.pk) for run in runs)}


PLACES = {
    EnrolmentStatus.ACTIVE: True,
    EnrolmentStatus.PENDING: False,
    EnrolmentStatus.WAITING: False,
    EnrolmentStatus.WITHDRAWN: False,
    EnrolmentStatus.REFUSED: False,
}


@pytest.mark.parametrize(("status", "has_it"), PLACES.items())
def test_a_place_gives_the_token_of_its_run(status, has_it):
    enrolment = make.EnrolmentFactory(status=status)
    assert list(cohorts_of(enrolment.user)) == [cohort_token(enrolment.run.pk)] * has_it


def test_who_leads_and_who_completed_hold_the_token_of_the_run_and_no_other(
    completed, facilitator, other_facilitator
):
    token = cohort_token(completed.run.pk)
    assert list(cohorts_of(completed.user)) == list(cohorts_of(facilitator)) == [token]
    assert token not in cohorts_of(other_facilitator)


def test_tokens_cost_a_member_one_query_and_a_visitor_none(
    learner, anonymous, suspended_learner, django_assert_num_queries
):
    with django_assert_num_queries(1):
        cohorts_of(learner)
    with django_assert_num_queries(0):
        assert not [*cohorts_of(anonymous), *cohorts_of(suspended_learner)]


READERS = ["learner", "facilitator", "other_member", "course_editor", "course_admin", "anonymous"]


@pytest.mark.parametrize("who", READERS)
@pytest.mark.parametrize("courses", [1, 3])
def test_the_wall_asks_two_queries_of_any_reader_for_any_number_of_lessons(
    who, courses, course, enrolment, request, django_assert_max_num_queries
):
    """search.md §4. What is closed to the reader was read for the filter of the search."""
    every = [course, *(make.a_whole_course() for _unused in range(courses - 1))]
    for one in every:
        for_cohort(one)
    user = request.getfixturevalue(who)
    user.is_staff = who.startswith("course_")  # as members.services.rights keeps it
    user.remembers = {}
    closed_paths(user)
    with django_assert_max_num_queries(2):
        found = LessonAdapter().can_view(user, lessons_of(*every))
    mine = lessons_of(course) if who in ("learner", "facilitator") else set()
    assert found == (lessons_of(*every) if who.startswith("course_") else mine)


# --- What is to be read again ---------------------------------------------------------------------
def test_a_new_run_sends_the_lessons_of_its_course(course, french):
    other = make.a_module(make.put(CoursePage, course.get_parent()))
    elsewhere = make.a_lesson(other)
    with heard() as told:
        CourseRun.objects.create(course_key=course.translation_key, name="Autumn")
    assert told >= lessons_of(course) | {page_key(french.lesson.pk)}
    assert page_key(elsewhere.pk) not in told


def test_a_course_for_others_sends_its_lessons(course):
    with heard() as told:
        course.audience = Audience.COHORT
        course.save_revision().publish()
    assert told >= lessons_of(course)
