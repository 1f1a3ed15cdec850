"""Which pages a reader may see: the rule as a queryset. Its twin is common.permissions."""

from typing import TYPE_CHECKING, Self

from django.db.models import Q
from wagtail.models import PageManager, PageViewRestriction
from wagtail.query import PageQuerySet

if TYPE_CHECKING:
    from common.typing import AnyUser


class BasePageQuerySet(PageQuerySet):
    """Every page of ours is listed, counted and fed through `visible_to` (SEC13)."""

    def visible_to(self, user: "AnyUser") -> Self:
        """Live pages not behind a restriction that `user` fails. Twin: permissions.can_view_page.

        Passwords open a page for a session, never for a list: such pages are in no list.
        """
        pages = self.live()
        if user.is_active and user.is_superuser:
            return pages
        closed = Q()
        for restriction in PageViewRestriction.objects.select_related("page").prefetch_related(
            "groups"
        ):
            if not opens(restriction, user):
                closed |= self.descendant_of_q(restriction.page, inclusive=True)
        return pages.exclude(closed) if closed else pages


def opens(restriction: PageViewRestriction, user: "AnyUser") -> bool:
    """Whether `user` passes `restriction` by who they are."""
    if restriction.restriction_type == PageViewRestriction.LOGIN:
        return user.is_authenticated and user.is_active
    if restriction.restriction_type == PageViewRestriction.GROUPS:
        if not (user.is_authenticated and user.is_active):
            return False
        mine = {group.pk for group in user.groups.all()}
        return any(group.pk in mine for group in restriction.groups.all())
    return False


BasePageManager = PageManager.from_queryset(BasePageQuerySet)
