"""Which documents were there when: alerts tell of what is new, and of nothing twice (§10)."""

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone

from common.indexing import SearchDoc
from search.documents import Indexed
from search.drain import follow
from search.models import Seen
from search.vocabulary import alone

CHUNK = 500
MOST_NEW = 5_000  # keys that one alert is looked for among: the newest of a flood


@follow
def note_what_is_new(before: dict[str, SearchDoc], now: list[Indexed]) -> None:
    """Documents that readers could not find until now. A rebuild brings nothing new."""
    new = {one.document.key for one in now} - before.keys()
    if new:
        note(new)


def note(keys: Iterable[str]) -> None:
    """These documents are in the index now; those known before keep their moment.

    One at a time, so that moments come in the order in which they can be seen: an alert looks on
    from the latest it has seen, and would pass over an earlier one that comes after it.
    """
    with alone():
        now = timezone.now()
        rows = [Seen(key=key, first_seen=now) for key in sorted(set(keys))]
        Seen.objects.bulk_create(rows, batch_size=CHUNK, ignore_conflicts=True)


def since(moment: datetime) -> dict[str, datetime]:
    """When keys were first seen, of those after `moment`: at most the newest five thousand."""
    new = Seen.objects.filter(first_seen__gt=moment).order_by("-first_seen", "-pk")
    return dict(new.values_list("key", "first_seen")[:MOST_NEW])
