"""Who asks: the tokens a reader holds and the branches closed to them (search.md §5).

A Principal is the only way to an engine, so that rights are part of every query and never of
ranking or cleaning up. It is made once a request from rights as they are now, and kept no longer.
"""

from copy import copy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser
from django.db.models import prefetch_related_objects
from wagtail.models import Collection

from common.audiences import tokens_for
from common.indexing import SearchDoc
from common.querysets import closed_collections, opens, restrictions_read_by

if TYPE_CHECKING:
    from common.typing import AnyUser


@dataclass(frozen=True, slots=True)
class Principal:
    """A reader as engines see them. `lang` is the interface language they read in.

    A document is theirs if its audience holds one of `allow` and its ancestors none of `denied`.
    """

    allow: frozenset[str]
    denied: frozenset[str]
    lang: str
    is_anonymous: bool
    user: "AnyUser" = field(compare=False, repr=False)

    def admits(self, document: SearchDoc) -> bool:
        """The filter of every engine, for one document."""
        return not self.allow.isdisjoint(document.audience) and self.denied.isdisjoint(
            document.ancestors
        )


def principal_for(user: "AnyUser", lang: str) -> Principal:
    """The Principal of `user`, by their rights at this moment.

    At most eight queries, however many restrictions there are.
    """
    is_member = user.is_authenticated and user.is_active
    asking = _with_groups(user)
    return Principal(
        allow=tokens_for(asking),
        denied=_denied_to(asking),
        lang=lang,
        is_anonymous=not is_member,
        user=user,
    )


def anonymous_principal(lang: str = "en") -> Principal:
    """Anybody without an account: what such a reader may see is public."""
    return principal_for(AnonymousUser(), lang)


def _with_groups(user: "AnyUser") -> "AnyUser":
    """`user` with their groups read once: each restriction asks for them.

    A copy, so that whoever keeps the user for longer is not answered by what was true once.
    """
    if not user.is_authenticated:
        return user
    asking = copy(user)
    asking.__dict__["_prefetched_objects_cache"] = {}
    prefetch_related_objects([asking], "groups")
    return asking


def _denied_to(user: "AnyUser") -> frozenset[str]:
    """ "p:<id>" of closed pages and "c:<id>" of closed collections with all below them.

    A password opens a page for a session, never for a list; so such pages are closed always.
    """
    if user.is_active and user.is_superuser:
        return frozenset()
    pages = {f"p:{rule.page_id}" for rule in restrictions_read_by(user) if not opens(rule, user)}
    return frozenset(pages | _closed_collections(user))


def _closed_collections(user: "AnyUser") -> set[str]:
    closed = closed_collections(user)
    if not closed:
        return set()
    below = Collection.objects.values_list("pk", "path")
    return {f"c:{pk}" for pk, path in below if path.startswith(tuple(closed))}
