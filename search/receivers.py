"""What changes documents: every app's triggers, and what services tell by `touch`."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction
from django.dispatch import receiver

from common.indexing import Trigger, changed, touch, triggers
from search import outbox
from search.drain import after_commit

MANY = 500  # keys of one action that are left to the loop


@receiver(changed, dispatch_uid="search_changed")
def on_changed(keys: set[str], **kwargs: Any) -> None:
    """Note the change in its transaction, and index it right after, unless it is very large."""
    outbox.enqueue(keys)
    if settings.SEARCH_DRAINS_AT_COMMIT and len(keys) <= MANY and not outbox.is_left_to_the_loop():
        # Robust: what was saved is saved; the row waits for the loop.
        transaction.on_commit(partial(after_commit, frozenset(keys)), robust=True)


def _told_by(trigger: Trigger) -> Callable[..., None]:
    def tell(instance: Any = None, **kwargs: Any) -> None:
        # A fixture being loaded names rows that are not there yet; a rebuild follows.
        if not kwargs.get("raw"):
            touch(trigger.keys(instance, **kwargs))

    return tell


# All apps have named theirs by now (common.apps).
for number, trigger in enumerate(triggers()):
    trigger.signal.connect(
        _told_by(trigger),
        sender=trigger.sender,
        weak=False,
        dispatch_uid=f"search_trigger_{number}",
    )
