"""Reads of what happened."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from activity.models import Entry
from activity.targets import visible_among
from common.audiences import tokens_for
from common.languages import reading_language

if TYPE_CHECKING:
    from common.typing import AnyUser

BATCH = 60  # entries judged at once
MOST_BATCHES = 5  # so that a long row of what is closed to a reader ends


@dataclass(frozen=True, slots=True)
class FeedItem:
    """One entry and its target, which the reader may see: a page in the reader's language."""

    entry: Entry
    target: Any


def feed(viewer: "AnyUser", *, among: Q | None = None, limit: int = 20) -> list[FeedItem]:
    """The newest `limit` entries that `viewer` may read of now, of those that `among` admits.

    The audience is judged at this moment, twice over: the viewer holds one of the entry's tokens
    now, and the target is among what its model's `visible_to` gives now. So an act in a forum that
    has been closed since is gone, and one that has been hidden, too. `among` is a condition on
    Entry such as `Q(actor=member)`. Queries: those of the viewer's tokens, then one for entries
    and one a kind of target, up to five times when much is closed to the viewer.
    """
    entries = Entry.objects.holding(tokens_for(viewer)).select_related(
        "target_type",
        "actor__profile__member_type",
        "actor__profile__country_of_residence",
    )
    if among is not None:
        entries = entries.filter(among)
    items: list[FeedItem] = []
    for batch in _batches(entries):
        items += _judged(batch, viewer)
        if len(items) >= limit:
            break
    return items[:limit]


def _batches(entries: Any) -> Iterator[list[Entry]]:
    """Newest first, cut by the place of the last one: an entry that comes meanwhile shifts none."""
    last: Entry | None = None
    for _unused in range(MOST_BATCHES):
        older = (
            entries
            if last is None
            else entries.filter(Q(at__lt=last.at) | Q(at=last.at, pk__lt=last.pk))
        )
        batch = list(older[:BATCH])
        if batch:
            yield batch
            last = batch[-1]
        if len(batch) < BATCH:
            return


def _judged(batch: list[Entry], viewer: "AnyUser") -> list[FeedItem]:
    keys: dict[Any, set[str]] = defaultdict(set)
    for entry in batch:
        keys[entry.target_type].add(entry.target_key)
    seen: dict[tuple[int, str], Any] = {}
    for kind, wanted in keys.items():
        model = kind.model_class()
        if model is not None:  # an app that has been taken out leaves its entries behind
            found = visible_among(viewer, model, wanted, reading_language())
            seen |= {(kind.pk, key): thing for key, thing in found.items()}
    places = ((entry, (entry.target_type_id, entry.target_key)) for entry in batch)
    return [FeedItem(entry, seen[place]) for entry, place in places if place in seen]
