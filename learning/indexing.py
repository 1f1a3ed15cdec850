"""What can be found of the courses: courses, modules, lessons. Never questions or attempts."""

from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Length, Substr
from django.db.models.signals import post_save
from django.utils.translation import gettext_lazy as _

from common.audiences import PUBLIC, provide_tokens
from common.fields import lines_of
from common.indexing import (
    Kind,
    PageAdapter,
    Trigger,
    leave_out,
    numbers_of,
    page_key,
    register,
)
from common.visitors import is_staff
from learning.models import (
    Audience,
    CourseIndexPage,
    CoursePage,
    CourseRun,
    Enrolment,
    LessonPage,
    ModulePage,
    RunFacilitator,
)
from learning.permissions import course_editors, is_course_editor
from taxonomy.indexing import ClassifiedAdapter

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from common.typing import AnyUser

COURSE = Kind("course", _("Course"), _("Courses"))
MODULE = Kind("course-module", _("Module of a course"), _("Modules of courses"))
LESSON = Kind("lesson", _("Lesson"), _("Lessons"))

# Who writes courses reads every cohort's lessons, also those of a course without a run.
EDITORS = "course-editors"

leave_out(CourseIndexPage, "a list: what stands in it is found")


def cohort_token(run_pk: int) -> str:
    return f"cohort:{run_pk}"


@provide_tokens
def cohorts_of(user: "AnyUser") -> Iterable[str]:
    """The runs in which `user` has a place, or which they lead, and whether they write courses.

    One query, none for visitors. Rights are asked of those alone who may enter the admin: two more
    at each search of every member would be dear.
    """
    if not (user.is_authenticated and user.is_active):
        return []
    writes = [EDITORS] if is_staff(user) and is_course_editor(user) else []
    learns = Enrolment.objects.with_a_place().filter(user=user.pk).values_list("run", flat=True)
    leads = RunFacilitator.objects.filter(user=user.pk).values_list("run", flat=True)
    return [*writes, *(cohort_token(pk) for pk in learns.union(leads))]


@register
class CourseAdapter(ClassifiedAdapter):
    """Courses, by what one can do after them."""

    model = CoursePage
    kinds = (COURSE,)

    def words(self, row: Any) -> list[str]:
        return [*super().words(row), row.objectives, row.for_whom, *lines_of(row.outcomes)]


@register
class ModuleAdapter(PageAdapter):
    """Modules, by what they are for."""

    model = ModulePage
    kinds = (MODULE,)

    def words(self, row: Any) -> list[str]:
        return [*super().words(row), row.objectives]


@register
class LessonAdapter(PageAdapter):
    """Lessons, by all that is read in them. Those of a cohort live with its runs."""

    model = LessonPage
    kinds = (LESSON,)

    def surround(self, rows: list[Any]) -> None:
        super().surround(rows)
        courses = _courses_of(row.path for row in rows)
        runs = _runs_of({key for key, audience in courses.values() if audience == Audience.COHORT})
        for row in rows:
            key, audience = courses[_course_path(row.path)]  # a lesson lies in a course
            row.lives = (
                frozenset({EDITORS, *(cohort_token(pk) for pk in runs.get(key, ()))})
                if audience == Audience.COHORT
                else frozenset({PUBLIC})
            )

    def facts(self, row: Any) -> Mapping[str, Any]:
        return {**super().facts(row), "audience": row.lives}

    def can_view(self, user: "AnyUser", keys: Collection[str]) -> set[str]:
        """As pages are, and admitted by the course. One query beside the restrictions, which a
        request's reader remembers (search.md §4).
        """
        lessons = LessonPage.objects.visible_to(user).filter(pk__in=numbers_of(keys))
        found = lessons.filter(Exists(_courses_read_by(user)))
        return {page_key(pk) for pk in found.values_list("pk", flat=True)}

    def triggers(self) -> list[Trigger]:
        """A new run is one more place where lessons of a cohort live; audiences are of courses."""
        return [
            *super().triggers(),
            Trigger(post_save, CourseRun, _lessons_of_run),
            Trigger(post_save, CoursePage, _lessons_below),
        ]


def _course_path(path: str) -> str:
    return path[: -2 * CoursePage.steplen]


def _courses_of(paths: Iterable[str]) -> dict[str, tuple[UUID, str]]:
    """{path: (key, audience)} of the courses that lie two levels above. One query."""
    above = {_course_path(path) for path in paths}
    rows = CoursePage.objects.filter(path__in=above) if above else CoursePage.objects.none()
    found = rows.values_list("path", "translation_key", "audience")
    return {path: (key, audience) for path, key, audience in found}


def _runs_of(keys: Collection[UUID]) -> dict[UUID, list[int]]:
    found: dict[UUID, list[int]] = {}
    if keys:
        rows = CourseRun.objects.filter(course_key__in=keys).values_list("course_key", "pk")
        for key, pk in rows:
            found.setdefault(key, []).append(pk)
    return found


def _courses_read_by(user: "AnyUser") -> "QuerySet[CoursePage]":
    """For a query of lessons: the course of each, if its audience admits `user`.

    Twin: permissions.can_read_course. Rights are asked of those alone who may enter the admin.
    """
    above = Substr(OuterRef("path"), 1, Length(OuterRef("path")) - 2 * CoursePage.steplen)
    courses = CoursePage.objects.filter(path=above)
    admitted = ~Q(audience=Audience.COHORT)
    if user.is_authenticated and user.is_active:
        mine = Enrolment.objects.with_a_place().filter(user=user.pk).values("run")
        led = RunFacilitator.objects.filter(user=user.pk).values("run")
        runs = CourseRun.objects.filter(Q(pk__in=mine) | Q(pk__in=led))
        admitted |= Q(translation_key__in=runs.values("course_key"))
        if is_staff(user):
            admitted |= Q(Exists(course_editors().filter(pk=user.pk)))
    return courses.filter(admitted)


def _lessons_of_run(instance: CourseRun, **kwargs: Any) -> Iterable[str]:
    courses = CoursePage.objects.filter(translation_key=instance.course_key)
    return {key for course in courses for key in _lessons_below(course)}


def _lessons_below(instance: CoursePage, **kwargs: Any) -> Iterable[str]:
    """The lessons of a course. One query."""
    lessons = LessonPage.objects.live().filter(path__startswith=instance.path)
    return {page_key(pk) for pk in lessons.values_list("pk", flat=True)}
