"""Whom a course is for: in all its languages, by every way in, and by the run that takes people."""

import pytest
from django.contrib.auth.models import AnonymousUser
from wagtail.models import Locale

from learning.models import (
    Audience,
    CoursePage,
    CourseRun,
    EnrolmentMode,
    LessonPage,
    ModulePage,
    RunStatus,
)
from learning.services import enrol_member
from notifications.models import Notification
from tests.factories import learning as make

pytestmark = pytest.mark.django_db


def publish(course, **fields):
    """As an editor does: from the page as it stands."""
    page = CoursePage.objects.get(pk=course.pk)
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision().publish()
    return page


def statuses(client, *pages):
    return [client.get(page.get_url()).status_code for page in pages]


# --- In all its languages -----------------------------------------------------------------------
@pytest.mark.parametrize("audience", [Audience.MEMBERS, Audience.COHORT])
def test_a_course_is_closed_in_all_its_languages_at_once(audience, client, course, french):
    """learning.md §3.1: the audience is the course's."""
    pages = [french, french.module, french.lesson]
    assert statuses(client, *pages) == [200, 200, 200]
    publish(course, audience=audience)
    assert statuses(client, *pages) == [302, 302, 302]
    for model in (CoursePage, ModulePage, LessonPage):
        assert not model.objects.visible_to(AnonymousUser()).exists()
    publish(course, audience=Audience.PUBLIC)
    assert statuses(client, *pages) == [200, 200, 200]


def test_lessons_of_a_cohort_are_closed_to_members_in_all_languages(
    client, course, french, other_member
):
    publish(course, audience=Audience.COHORT)
    client.force_login(other_member)
    assert statuses(client, course.lessons[0], french.lesson) == [403, 403]


def test_a_translation_that_is_published_with_an_older_audience_opens_nothing(
    client, course, french
):
    publish(course, audience=Audience.MEMBERS)
    publish(french, audience=Audience.PUBLIC, title="Un autre titre")
    assert statuses(client, course, french, french.lesson) == [302, 302, 302]
    assert set(CoursePage.objects.values_list("audience", flat=True)) == {Audience.MEMBERS}


def test_what_is_being_translated_is_closed_before_its_course_is_published(client, course, french):
    spanish = Locale.objects.get_or_create(language_code="es")[0]
    publish(course, audience=Audience.MEMBERS)
    twin = course.copy_for_translation(spanish, copy_parents=True)
    module = make.put(ModulePage, twin, title="El mapa")
    lesson = make.put(LessonPage, module, title="La primera lección")
    assert client.get(lesson.get_url()).status_code == 302


def test_a_lesson_of_a_members_course_is_closed_even_without_a_rule_of_the_tree(client, course):
    course.audience = Audience.MEMBERS
    course.save()
    assert statuses(client, course.lessons[0]) == [403]


# --- The run that takes people ------------------------------------------------------------------
@pytest.mark.parametrize(
    ("audience", "mode"),
    [
        (Audience.PUBLIC, EnrolmentMode.OPEN),
        (Audience.MEMBERS, EnrolmentMode.OPEN),
        (Audience.COHORT, EnrolmentMode.REQUEST),
    ],
)
def test_a_place_in_a_cohorts_course_is_asked_for(audience, mode, course):
    """Decision 0231."""
    publish(course, audience=audience)
    assert CourseRun.objects.get().enrol_mode == mode


def test_a_course_that_becomes_a_cohorts_takes_nobody_in_one_tap(course, other_member):
    publish(course)
    publish(course, audience=Audience.COHORT)
    assert enrol_member(member=other_member, run=CourseRun.objects.get()).status == "pending"


def test_an_archived_run_is_not_opened_again_by_the_next_correction(course):
    publish(course)
    CourseRun.objects.update(status=RunStatus.ARCHIVED)
    publish(course, title="Work with your diaspora, corrected")
    assert CourseRun.objects.get().status == RunStatus.ARCHIVED


def test_a_request_that_nobody_leads_is_told_to_the_admins(course, course_admin, other_member):
    run = make.CourseRunFactory(course_key=course.translation_key, enrol_mode=EnrolmentMode.REQUEST)
    enrol_member(member=other_member, run=run)
    assert Notification.objects.get(type="learning.request").recipient == course_admin
