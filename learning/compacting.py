"""What is not kept for ever: old saves that were written over, and previews (learning.md §4)."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q

from learning.models import Attempt, GradeEvent, ResponseEvent
from learning.models.attempts import OPEN_STATES
from learning.triggers import stepping_aside

# 24 months, never a day less: two years, of which one may be a leap year.
SAVES_KEPT = timedelta(days=731)
PREVIEWS_KEPT = timedelta(days=30)
AT_ONCE = 1_000  # saves in one transaction: whoever saves meanwhile waits for none of it


def compact_events(*, now: datetime) -> int:
    """Remove what outlived its use; how many saves and previews. Twice is as once.

    Of a question in an attempt that has ended, the save that made the stored answer stays: it says
    when and how it came. What it wrote over, what was never applied and what came late goes after
    24 months. Stored answers and marks are no saves, and stay.
    """
    return _compact_saves(now - SAVES_KEPT) + _remove_previews(now - PREVIEWS_KEPT)


def _compact_saves(before: datetime) -> int:
    newer = ResponseEvent.objects.filter(
        attempt=OuterRef("attempt"),
        slot=OuterRef("slot"),
        applied=True,
        client_seq__gt=OuterRef("client_seq"),
    )
    old = ResponseEvent.objects.filter(
        Q(applied=False) | Exists(newer), received_at__lt=before
    ).exclude(attempt__state__in=OPEN_STATES)
    removed = 0
    while pks := list(old.order_by("pk").values_list("pk", flat=True)[:AT_ONCE]):
        with stepping_aside("compaction"):
            removed += ResponseEvent.objects.filter(pk__in=pks).remove()
    return removed


def _remove_previews(before: datetime) -> int:
    """Observers' attempts: no figure counts them, no result stands on them."""
    removed = 0
    previews = Attempt.objects.filter(is_preview=True, started_at__lt=before)
    for pk in list(previews.order_by("pk").values_list("pk", flat=True)):
        with stepping_aside("previews"):
            ResponseEvent.objects.filter(attempt=pk).remove()
            GradeEvent.objects.filter(attempt=pk).remove()
            removed += bool(Attempt.objects.filter(pk=pk).delete()[0])
    return removed
