"""What the search shows on one's own page."""

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest

from common import slots

if TYPE_CHECKING:
    from common.typing import AnyUser


@slots.fill("me_links", template="search/my_link.html", order=20)
def my_link(viewer: "AnyUser", request: HttpRequest | None, subject: Any) -> dict[str, Any]:
    return {}
