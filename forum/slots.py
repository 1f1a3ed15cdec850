"""What the forum puts on pages of lower floors."""

from typing import TYPE_CHECKING, Any

from django.db.models import Count, Max
from django.http import HttpRequest

from common import slots
from forum.models import Draft
from forum.selectors.own import discussions_of, new_answers_for

if TYPE_CHECKING:
    from members.models import User

SHOWN = 5
SINCE = 3  # topics on the front page; the fourth says that there are more


@slots.fill("me", template="forum/my_discussions.html", order=20)
def my_discussions(
    viewer: "User", request: HttpRequest | None, subject: Any
) -> dict[str, Any] | None:
    """The topics one wrote in or watches, the newest first. One query beside those of rights."""
    return {"rows": discussions_of(viewer, SHOWN)}


@slots.fill("since", template="forum/answers_since.html", order=10)
def answers_since(
    viewer: "User", request: HttpRequest | None, subject: Any
) -> dict[str, Any] | None:
    """Topics one wrote in or watches that have answers one has not read. One query."""
    rows = new_answers_for(viewer, SINCE + 1)
    return {"rows": rows[:SINCE], "has_more": len(rows) > SINCE} if rows else None


@slots.fill("since", template="forum/drafts_since.html", order=30)
def drafts_since(
    viewer: "User", request: HttpRequest | None, subject: Any
) -> dict[str, Any] | None:
    """How many texts are not sent yet. One query."""
    found = Draft.objects.filter(user=viewer.pk).aggregate(number=Count("pk"), at=Max("updated"))
    return found if found["number"] else None
