"""What learning puts on pages of lower floors."""

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest

from common import slots
from common.languages import reading_language
from learning import selectors
from learning.models import EnrolmentStatus

if TYPE_CHECKING:
    from common.typing import AnyUser

SHOWN = 5
GONE = (EnrolmentStatus.WITHDRAWN, EnrolmentStatus.REFUSED)


@slots.fill("me", template="learning/my_courses.html", order=30)
def my_courses(
    viewer: "AnyUser", request: HttpRequest | None, subject: Any
) -> dict[str, Any] | None:
    """The courses that one takes or has completed; nothing for who has none."""
    mine = selectors.ways_for(viewer, reading_language())
    kept = [
        one for one in mine if one.enrolment.status not in GONE and one.outline.is_open_to(viewer)
    ]
    return {"ways": kept[:SHOWN]} if kept else None


@slots.fill("since", template="learning/since.html", order=20)
def course_since(
    viewer: "AnyUser", request: HttpRequest | None, subject: Any
) -> dict[str, Any] | None:
    """The course one was in last, and where it goes on. One query, the outline being kept."""
    way = selectors.course_to_continue(viewer, reading_language())
    return {"way": way} if way else None
