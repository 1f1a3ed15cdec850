"""Who may see one page, open one document. The twins are querysets' `visible_to`."""

from typing import TYPE_CHECKING

from common.querysets import opens

if TYPE_CHECKING:
    from wagtail.models import Page

    from common.models import SiteDocument
    from common.typing import AnyUser


def can_view_page(user: "AnyUser", page: "Page") -> bool:
    """Live, and every restriction above it is passed. Twin: BasePageQuerySet.visible_to."""
    if not page.live:
        return False
    if user.is_active and user.is_superuser:
        return True
    return all(opens(restriction, user) for restriction in page.get_view_restrictions())


def can_view_document(user: "AnyUser", document: "SiteDocument") -> bool:
    """Checked and clean, and every restriction of its collection is passed (SEC21, SEC22).

    Twin: SiteDocumentQuerySet.visible_to.
    """
    if document.scan != "clean":
        return False
    if user.is_active and user.is_superuser:
        return True
    return all(opens(rule, user) for rule in document.collection.get_view_restrictions())
