"""Courses as editors leave them, and people with a place in one."""

import itertools
import json
from datetime import UTC, datetime
from uuid import uuid4

import factory
from django.utils import timezone
from wagtail.models import Locale

from home.models import DoorPage
from learning.models import (
    CourseIndexPage,
    CoursePage,
    CourseRun,
    Enrolment,
    LessonPage,
    ModulePage,
    RunFacilitator,
    RunStatus,
)
from tests.factories.members import UserFactory
from tests.factories.pages import child, plant, site_root

NUMBER = itertools.count(1)
PUBLISHED = datetime(2026, 11, 20, 12, tzinfo=UTC)


def course_list():
    learn = child(DoorPage, site_root(), "learn")
    return child(CourseIndexPage, learn, "courses")


def put(model, parent, **fields):
    """A published page, as an editor would leave it."""
    number = next(NUMBER)
    fields = {"title": f"Part {number}", "slug": f"part-{number}"} | fields
    fields.setdefault("first_published_at", PUBLISHED)
    fields.setdefault("locale", parent.locale)
    return plant(parent, model(**fields))


def a_course(**fields):
    return put(CoursePage, course_list(), **{"title": "Work with your diaspora"} | fields)


def a_module(course, **fields):
    return put(ModulePage, course, **fields)


def a_lesson(module, *, units=(), **fields):
    body = [{"type": kind, "value": value, "id": str(uuid4())} for kind, value in units]
    return put(LessonPage, module, body=json.dumps(body), **fields)


def text_unit(title="Pick the moment", text="<p>Keep a survey away from campaigns.</p>"):
    return ("text_unit", {"title": title, "text": text})


def a_whole_course(*, lessons=3, **fields):
    """A course with one core module of `lessons`; the course knows them as `lessons`."""
    course = a_course(**fields)
    module = a_module(course, title="Mapping")
    course.lessons = [a_lesson(module, units=[text_unit()]) for _unused in range(lessons)]
    course.module = module
    return course


def in_french(page, parent, **fields):
    """`page` in French, below `parent`, with the same keys."""
    french = Locale.objects.get_or_create(language_code="fr")[0]
    return put(type(page), parent, locale=french, translation_key=page.translation_key, **fields)


class CourseRunFactory(factory.django.DjangoModelFactory):
    """An open run with room for everybody, unless a test says `capacity`."""

    class Meta:
        model = CourseRun

    name = factory.Sequence("Diaspora mapping, run {}".format)
    course_key = factory.LazyFunction(uuid4)
    status = RunStatus.OPEN


class EnrolmentFactory(factory.django.DjangoModelFactory):
    """Somebody who learns now."""

    class Meta:
        model = Enrolment

    user = factory.SubFactory(UserFactory)
    run = factory.SubFactory(CourseRunFactory)
    course_key = factory.SelfAttribute("run.course_key")
    enrolled_at = factory.LazyFunction(timezone.now)
    completion_rule = factory.LazyFunction(
        lambda: {"lessons_required": "0.900", "optional_modules": 0}
    )
    preferred_locale = "en"


def enrolled_in(course, **fields):
    """A place in the standing run of `course`, which is opened on first use."""
    run = CourseRun.objects.filter(course_key=course.translation_key).first()
    run = run or CourseRunFactory(course_key=course.translation_key)
    return EnrolmentFactory(run=run, completion_rule=course.completion_rule(), **fields)


def facilitator_of(run, **fields):
    user = UserFactory(**fields)
    RunFacilitator.objects.create(run=run, user=user)
    return user
