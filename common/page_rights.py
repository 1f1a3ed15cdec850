"""What editors may do with pages that the site itself relies on."""

from wagtail.models import PagePermissionTester


class SectionRights(PagePermissionTester):
    """A section that readers have seen stays where it is: menus, links and feeds point at it (C5).

    Editors change and publish it like any page; only a superuser takes it away. What was never
    published may go, so that a section made by mistake is no burden.
    """

    def _stays(self) -> bool:
        return self.page.first_published_at is not None and not self.user.is_superuser

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        """Also asked before a move: that is a deletion and an addition."""
        return not self._stays() and super().can_delete(ignore_bulk=ignore_bulk)

    def can_unpublish(self) -> bool:
        return not self._stays() and super().can_unpublish()
