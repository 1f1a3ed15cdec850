"""What notifications shows on one's own page."""

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest

from common import slots
from notifications.selectors import newest_unread

if TYPE_CHECKING:
    from members.models import User

ON_PAGE = 5


@slots.fill("me", template="notifications/my_notices.html", order=10)
def my_notices(viewer: "User", request: HttpRequest | None, subject: Any) -> dict[str, Any]:
    """The newest unread, and the way to all of them."""
    return {"rows": newest_unread(viewer, ON_PAGE)}


@slots.fill("me_links", template="notifications/my_link.html", order=10)
def my_link(viewer: "User", request: HttpRequest | None, subject: Any) -> dict[str, Any]:
    return {}
