"""What publishing a course brings about."""

from django.db import transaction
from wagtail.models import PageViewRestriction

from learning.models import Audience, CoursePage


@transaction.atomic
def apply_audience(*, course: CoursePage) -> None:
    """Close the course to readers without an account unless it is public, or open it again.

    As a restriction of the page tree, so that lists, feeds, files and the search keep to it
    (decision 0161). Restrictions of another kind, which an editor set, are left alone.
    """
    sign_in = PageViewRestriction.objects.filter(
        page=course, restriction_type=PageViewRestriction.LOGIN
    )
    if course.audience == Audience.PUBLIC:
        for one in sign_in:  # one by one: their signals tell the search and the caches
            one.delete()
    elif not course.view_restrictions.exists():
        PageViewRestriction.objects.create(page=course, restriction_type=PageViewRestriction.LOGIN)
