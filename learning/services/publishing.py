"""What publishing a course brings about."""

from django.db import transaction
from wagtail.models import PageViewRestriction

from learning.models import (
    Audience,
    CoursePage,
    CourseRun,
    EnrolmentMode,
    Pacing,
    RunStatus,
)
from learning.services.enrolling import open_run


@transaction.atomic
def apply_audience(*, course: CoursePage) -> str:
    """Close the course, in all its languages, to readers without an account unless it is public.

    The audience is that of the course as it was first written, and holds for what is being
    translated, too: a lesson may be published before its course is. As a restriction of the page
    tree, so that lists, feeds, files and the search keep to it (decision 0161). Restrictions of
    another kind, which an editor set, are left alone. Returns the audience.
    """
    twins = CoursePage.objects.filter(translation_key=course.translation_key, alias_of=None)
    pages = [course if one.pk == course.pk else one for one in twins.order_by("pk")]
    audience = pages[0].audience if pages else course.audience
    for page in pages:
        if page.audience != audience:
            page.audience = audience
            # Saved, not updated: the search hears of it.
            page.save(update_fields=["audience"], clean=False)  # type: ignore[call-arg]  # Wagtail's
        _restrict(page, is_open=audience == Audience.PUBLIC)
    return audience


def open_standing_run(*, course: CoursePage, audience: str) -> None:
    """A run for a course that has none, so that who comes finds one to join.

    Archived ones count: whoever has ended a course meant it. For a cohort's course one asks for a
    place: one tap for every member would make it a members' course (decision 0231).
    """
    runs = CourseRun.objects.filter(course_key=course.translation_key)
    if audience == Audience.COHORT:
        standing = runs.filter(pacing=Pacing.SELF, enrol_mode=EnrolmentMode.OPEN)
        standing.exclude(status=RunStatus.ARCHIVED).update(enrol_mode=EnrolmentMode.REQUEST)
    if not runs.exists():
        is_asked_for = audience == Audience.COHORT
        open_run(
            course_key=course.translation_key,
            name=course.title,
            enrol_mode=EnrolmentMode.REQUEST if is_asked_for else EnrolmentMode.OPEN,
        )


def _restrict(page: CoursePage, *, is_open: bool) -> None:
    if is_open:
        for one in page.view_restrictions.filter(restriction_type=PageViewRestriction.LOGIN):
            one.delete()  # one by one: their signals tell the search and the caches
    elif not page.view_restrictions.exists():
        PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
