"""Which pages a reader may see: the rule as a queryset. Its twin is common.permissions."""

from typing import TYPE_CHECKING, Self

from django.db.models import Exists, OuterRef, Q
from wagtail.models import Locale, PageManager, PageViewRestriction
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

    def in_language(self, locale: Locale) -> Self:
        """Of each thing the page in `locale`; where there is none live, the original, once.

        So a French list is as long as the English one; rows say the language of what differs.
        """
        twins = self.model._base_manager.filter(
            translation_key=OuterRef("translation_key"), live=True
        )
        return self.filter(
            Q(locale=locale)
            | (~Exists(twins.filter(locale=locale)) & ~Exists(twins.filter(pk__lt=OuterRef("pk"))))
        )


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
