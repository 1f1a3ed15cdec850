"""Noting what a learner opens and completes (learning.md §10)."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from learning.completion import evaluate_completion
from learning.models import CompletedHow, Enrolment, ItemProgress, ItemState
from learning.permissions import check_lead_run, check_learn

if TYPE_CHECKING:
    from members.models import User

SEEN_AGAIN_AFTER = timedelta(minutes=10)  # `last_seen_at` is no closer than this
LONGEST_VISIT = 3_600  # seconds that one report may add


def record_visit(
    *,
    enrolment: Enrolment,
    item_key: UUID,
    locale: str,
    seconds: int = 0,
    position: str = "",
    is_end: bool = False,
    completes: bool = False,
) -> None:
    """Note that the learner has the item open, where they are in it, and for how long.

    `is_end`: the position is the last of the item. That it was reached is kept from then on.
    `completes` is for lessons that are done when opened. Writes only what changes: a second look
    costs one query. Nothing is noted for who has no place.
    """
    if not enrolment.has_a_place:
        return
    row, is_new = ItemProgress.objects.get_or_create(
        enrolment=enrolment,
        item_key=item_key,
        defaults={"first_seen_at": timezone.now(), "locale": locale},
    )
    changed: dict[str, Any] = {}
    if seconds > 0:
        changed["seconds"] = row.seconds + min(seconds, LONGEST_VISIT)
    place = _place(row, position, is_end=is_end)
    if position and row.last_position != place:
        changed["last_position"] = place
    if row.locale != locale:
        changed["locale"] = locale
    if changed:
        ItemProgress.objects.filter(pk=row.pk).update(**changed)
    _note_place(enrolment, item_key, is_new=is_new)
    if completes and row.state != ItemState.COMPLETED:
        _complete(enrolment, item_key, CompletedHow.VIEW, locale)


def _place(row: ItemProgress, position: str, *, is_end: bool) -> dict[str, Any]:
    has_ended = is_end or row.last_position.get("end", False)
    return {"unit": position} | ({"end": True} if has_ended else {})


@transaction.atomic
def complete_item(
    *, enrolment: Enrolment, item_key: UUID, how: str, locale: str, by: "User"
) -> Enrolment:
    """The learner, or who leads the run, says that the item is done. It stays done (I10).

    Safe to repeat. Raises PermissionDenied.
    """
    if how == CompletedHow.FACILITATOR:
        check_lead_run(by, enrolment.run)
    else:
        check_learn(by, enrolment)
    return _complete(enrolment, item_key, how, locale)


@transaction.atomic
def _complete(enrolment: Enrolment, item_key: UUID, how: str, locale: str) -> Enrolment:
    # Before the progress row, as everywhere (learning.md §6).
    enrolment = Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    now = timezone.now()
    done = {"state": ItemState.COMPLETED, "completed_at": now, "completed_how": how}
    row, is_new = ItemProgress.objects.get_or_create(
        enrolment=enrolment,
        item_key=item_key,
        defaults={"first_seen_at": now, "locale": locale, **done},
    )
    if not is_new and row.state != ItemState.COMPLETED:
        ItemProgress.objects.filter(pk=row.pk).update(**done)
    return evaluate_completion(enrolment=enrolment)


def _note_place(enrolment: Enrolment, item_key: UUID, *, is_new: bool) -> None:
    now = timezone.now()
    seen = enrolment.last_seen_at
    if (
        is_new
        or enrolment.last_item_key != item_key
        or seen is None
        or now - seen > SEEN_AGAIN_AFTER
    ):
        enrolment.last_item_key, enrolment.last_seen_at = item_key, now
        enrolment.save(update_fields=["last_item_key", "last_seen_at"])
