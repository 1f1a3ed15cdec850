"""Where a thing lives, and who may ask for which places (house.md).

A thing carries tokens ("public", "members", "forum:7"): its audience. A reader holds tokens: those
of the providers of all apps. One in common admits. Tokens say nothing of restrictions set on pages
and collections, which close what the audience admits.
"""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from common.visitors import is_staff

if TYPE_CHECKING:
    from common.typing import AnyUser

PUBLIC = "public"
GUESTS = "guests"  # readers without an account, and nobody else
MEMBERS = "members"
STAFF = "staff"

TokenProvider = Callable[["AnyUser"], Iterable[str]]
_providers: list[TokenProvider] = []


def user_token(pk: int) -> str:
    return f"user:{pk}"


def group_token(pk: int) -> str:
    return f"group:{pk}"


def provide_tokens(provider: TokenProvider) -> TokenProvider:
    """Decorator: the function names tokens that a reader holds by rules of its app.

    It answers from rights as they are now, and takes at most two queries.
    """
    _providers.append(provider)
    return provider


def tokens_for(user: "AnyUser") -> frozenset[str]:
    """All tokens that `user` holds at this moment. Ask once a request, keep it no longer.

    Moderators, editors and admins hold `staff`; the tokens of other people's own are nobody else's.
    """
    tokens = {PUBLIC}
    if user.is_authenticated and user.is_active:
        tokens |= {MEMBERS, user_token(user.pk)}
        tokens |= {group_token(group.pk) for group in user.groups.all()}
        if is_staff(user):
            tokens.add(STAFF)
    else:
        tokens.add(GUESTS)
    for provider in _providers:
        tokens |= set(provider(user))
    return frozenset(tokens)
