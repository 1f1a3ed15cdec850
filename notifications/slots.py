"""What notifications shows on one's own page."""

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest

from common import slots
from notifications.selectors import newest_unread
from notifications.unread import unread_of

if TYPE_CHECKING:
    from members.models import User

ON_PAGE = 5


@slots.fill("me", template="notifications/my_notices.html", order=10)
def my_notices(viewer: "User", request: HttpRequest | None, subject: Any) -> dict[str, Any]:
    """The newest unread, and the way to all of them."""
    return {"rows": newest_unread(viewer, ON_PAGE)}


@slots.fill("since", template="notifications/since.html", order=40)
def notices_since(
    viewer: "User", request: HttpRequest | None, subject: Any
) -> dict[str, Any] | None:
    """How many are unread. The number is kept, and the header has asked for it."""
    number = unread_of(viewer)
    return {"number": number} if number else None


@slots.fill("me_links", template="notifications/my_link.html", order=10)
def my_link(viewer: "User", request: HttpRequest | None, subject: Any) -> dict[str, Any]:
    return {}
