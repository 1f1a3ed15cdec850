"""Which courses have a quiz or a lesson: conditions for a query that asks."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.db.models.functions import Length, Substr

from learning.models import CoursePage, CourseQuizPlacement, LessonPage, ModuleQuizPlacement


def courses_with(quiz_key: UUID) -> Any:
    """Keys of the courses that have the quiz as a test, in any language: for a query that asks."""
    of_course = CourseQuizPlacement.objects.filter(quiz__translation_key=quiz_key)
    of_module = ModuleQuizPlacement.objects.filter(quiz__translation_key=quiz_key)
    above = of_module.values_list(_path_above("page__path", 1), flat=True)
    courses = CoursePage.objects.filter(Q(pk__in=of_course.values("page")) | Q(path__in=above))
    return courses.order_by().values("translation_key")


def courses_of_lessons(lessons: Iterable[UUID]) -> Any:
    """Keys of the courses in which these lessons stand: for a query that asks."""
    pages = LessonPage.objects.filter(translation_key__in=list(lessons))
    above = pages.order_by().values_list(_path_above("path", 2), flat=True)
    return CoursePage.objects.filter(path__in=above).order_by().values("translation_key")


def _path_above(field: str, levels: int) -> Substr:
    """The path of the page that stands so many levels above."""
    return Substr(field, 1, Length(field) - levels * CoursePage.steplen)
