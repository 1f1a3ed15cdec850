"""Which pages a reader may see: the rule as a queryset. Its twin is common.permissions."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Self

from django.db.models import Exists, F, OuterRef, Q
from wagtail.models import (
    BaseViewRestriction,
    CollectionViewRestriction,
    Locale,
    PageManager,
    PageViewRestriction,
)
from wagtail.query import PageQuerySet

if TYPE_CHECKING:
    from common.typing import AnyUser


_memory: ContextVar[dict[str, Any] | None] = ContextVar("restrictions", default=None)


class BasePageQuerySet(PageQuerySet):
    """Every page of ours is listed, counted and fed through `visible_to` (SEC13)."""

    def visible_to(self, user: "AnyUser") -> Self:
        """Live pages not behind a restriction that `user` fails. Twin: permissions.can_view_page.

        Passwords open a page for a session, never for a list: such pages are in no list.
        """
        closed = Q()
        for path in closed_paths(user):
            closed |= Q(path__startswith=path)
        return self.live().exclude(closed) if closed else self.live()

    def only(self, *fields: str) -> Self:
        """Without the joins a manager brings along: Wagtail's admin asks for a few fields only."""
        return super(BasePageQuerySet, self.select_related(None)).only(*fields)

    def defer(self, *fields: str) -> Self:
        """As `only`."""
        return super(BasePageQuerySet, self.select_related(None)).defer(*fields)

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


def closed_paths(user: "AnyUser") -> list[str]:
    """The branches of the tree that `user` may not see, in order. Costs what the next one does."""
    if user.is_active and user.is_superuser:
        return []
    rules = (rule for rule in restrictions_read_by(user) if not opens(rule, user))
    return sorted({path for rule in rules for path in rule.closed_paths})


def closed_collections(user: "AnyUser") -> list[str]:
    """The branches of collections that `user` may not see, in order.

    One query, two for members; remembered by the reader of a request, as restrictions of pages are.
    """
    if user.is_active and user.is_superuser:
        return []
    memory = getattr(user, "remembers", None)
    if memory is None:
        memory = {}
    if "collection restrictions" not in memory:
        rules = CollectionViewRestriction.objects.select_related("collection")
        if user.is_authenticated:
            rules = rules.prefetch_related("groups")
        memory["collection restrictions"] = list(rules)
    found = memory["collection restrictions"]
    return sorted({rule.collection.path for rule in found if not opens(rule, user)})


def restrictions_read_by(user: "AnyUser") -> list[PageViewRestriction]:
    """The restrictions of the whole site, which are few. One query, for members one more.

    Each knows its `closed_paths`: of its page and of the aliases of that page. A page asks for
    several lists: the reader of a request (common.reader) remembers the answer for that request.
    Anybody else is answered anew each time.
    """
    memory = getattr(user, "remembers", None)
    if memory is None:
        memory = _memory.get() or {}
    if "restrictions" not in memory:
        rules = PageViewRestriction.objects.order_by("pk")
        if user.is_authenticated:
            rules = rules.prefetch_related("groups")  # nobody else is in a group
        once: dict[int, PageViewRestriction] = {}
        paths = {"own_path": F("page__path"), "alias_path": F("page__aliases__path")}
        for row in rules.annotate(**paths):
            rule = once.setdefault(row.pk, row)
            rule.closed_paths = getattr(rule, "closed_paths", {row.own_path}) | (
                {row.alias_path} if row.alias_path else set()
            )
        memory["restrictions"] = list(once.values())
    return memory["restrictions"]


@contextmanager
def restrictions_remembered_by(user: "AnyUser") -> Iterator[None]:
    """Within, what is asked for anybody at all uses what the reader `user` of a request remembers.

    For figures and counts that are taken for anonymous readers while a page is answered.
    """
    token = _memory.set(getattr(user, "remembers", None))
    try:
        yield
    finally:
        _memory.reset(token)


def opens(restriction: BaseViewRestriction, user: "AnyUser") -> bool:
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
