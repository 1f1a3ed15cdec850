"""What the forum puts on pages of lower floors."""

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest

from common import slots
from forum.selectors.elsewhere import own_topics

if TYPE_CHECKING:
    from members.models import User


@slots.fill("me", template="forum/my_discussions.html", order=20)
def my_discussions(
    viewer: "User", request: HttpRequest | None, subject: Any
) -> dict[str, Any] | None:
    """Topics in which one wrote; nothing for who wrote none. One query beside those of rights."""
    topics = own_topics(viewer)
    return {"topics": topics} if topics else None
