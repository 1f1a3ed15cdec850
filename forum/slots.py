"""What the forum puts on pages of lower floors."""

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest

from common import slots
from forum.selectors.own import discussions_of

if TYPE_CHECKING:
    from members.models import User

SHOWN = 5


@slots.fill("me", template="forum/my_discussions.html", order=20)
def my_discussions(
    viewer: "User", request: HttpRequest | None, subject: Any
) -> dict[str, Any] | None:
    """The topics one wrote in or watches, the newest first. One query beside those of rights."""
    return {"rows": discussions_of(viewer, SHOWN)}
