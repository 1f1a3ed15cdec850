"""What learning puts on pages of lower floors."""

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest

from common import slots
from learning.models import Enrolment, EnrolmentStatus

if TYPE_CHECKING:
    from common.typing import AnyUser

SHOWN = 5


@slots.fill("me", template="learning/my_courses.html", order=30)
def my_courses(
    viewer: "AnyUser", request: HttpRequest | None, subject: Any
) -> dict[str, Any] | None:
    """The courses that one takes now; nothing for who takes none. One query."""
    mine = Enrolment.objects.filter(user=viewer.pk).exclude(status=EnrolmentStatus.WITHDRAWN)
    places = list(mine.select_related("run").order_by("-last_seen_at", "-pk")[:SHOWN])
    return {"places": places} if places else None
