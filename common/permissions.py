"""Who may see a page, asked of one page. Its twin is `BasePageQuerySet.visible_to`."""

from typing import TYPE_CHECKING

from common.querysets import opens

if TYPE_CHECKING:
    from wagtail.models import Page

    from common.typing import AnyUser


def can_view_page(user: "AnyUser", page: "Page") -> bool:
    """Live, and every restriction above it is passed. Twin: BasePageQuerySet.visible_to."""
    if not page.live:
        return False
    if user.is_active and user.is_superuser:
        return True
    return all(opens(restriction, user) for restriction in page.get_view_restrictions())
