"""Writing down what happened."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Model

from activity.models import Entry, EntryAudience
from activity.signals import recorded
from activity.targets import name_of

if TYPE_CHECKING:
    from members.models import User


@transaction.atomic
def record(
    *, actor: "User | None", verb: str, target: Model, audience: str | Iterable[str]
) -> Entry:
    """Note that `actor` (None: the clock) did `verb` to `target`, and tell `recorded(verb)`.

    `verb` is a word of at most 40 characters with the app before it: `forum.replied`. `audience`
    is a token of common.audiences or several; readers need one of them at the time they read, and
    must see `target` then as well. Call it in the transaction of the act. Raises ValueError for an
    empty audience: what nobody may read of is not recorded.
    """
    tokens = frozenset([audience] if isinstance(audience, str) else audience)
    if not tokens:
        raise ValueError("an entry needs an audience")
    target_type, target_key = name_of(target)
    entry = Entry.objects.create(
        actor=actor, verb=verb, target_type=target_type, target_key=target_key
    )
    EntryAudience.objects.bulk_create(EntryAudience.rows(entry, tokens))
    recorded(verb).send(sender=type(target), entry=entry, target=target)
    return entry
