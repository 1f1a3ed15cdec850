"""`notify`: from an act to the rows that tell of it (platform.md §9)."""

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import structlog
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone

from members.selectors import blocked_pairs_with
from notifications import outbox
from notifications.models import Delivery, DeliveryState, Notification
from notifications.preferences import choices_of
from notifications.registry import EmailChoice, NotificationType, UnknownType, family, type_of

if TYPE_CHECKING:
    from members.models import User

log = structlog.get_logger(__name__)

BURST = timedelta(minutes=15)


@transaction.atomic
def notify(
    *,
    type: str,
    recipients: "Iterable[User]",
    target: Model,
    actor: "User | None" = None,
    data: dict[str, Any] | None = None,
) -> int:
    """Tell `recipients` of what `actor` (None: the clock) did to `target`. Returns how many.

    Left out are the actor, closed accounts and, but for mandatory families, people with a block
    between them and the actor. Whether a recipient may see `target` is asked later, when they are
    told. Acts on the same thing within 15 minutes become one notification. `data` is JSON, for the
    type's `describe`. Call it in the transaction of the act: rows are written in it, mail goes
    after it. Seven queries at most for any number of recipients. Raises UnknownType in
    tests and development; on a real site an unknown type is logged and dropped.
    """
    try:
        kind = type_of(type)
    except UnknownType:
        if settings.UNKNOWN_NOTIFICATIONS_RAISE:
            raise
        log.exception("unknown_notification_type", type=type)
        return 0
    people = _those_to_tell(kind, recipients, actor)
    if not people:
        return 0
    group_key = hashlib.sha256(kind.group(target).encode()).hexdigest()
    _one_at_a_time(f"{type}:{group_key}")
    now = timezone.now()
    act: dict[str, Any] = {
        "actor": actor,
        "target_type": ContentType.objects.get_for_model(target, for_concrete_model=True),
        "target_key": str(target.pk),
        "data": data or {},
        "at": now,
    }
    merged = _merge(kind, group_key, people, act)
    rest = [pk for pk in people if pk not in {one.recipient_id for one in merged}]
    new = Notification.objects.bulk_create(
        Notification(recipient_id=pk, type=type, group_key=group_key, first_at=now, **act)
        for pk in rest
    )
    _send_at_once(kind, [*merged, *new], now=now)
    return len(people)


def _those_to_tell(
    kind: NotificationType, recipients: "Iterable[User]", actor: "User | None"
) -> list[int]:
    """Their numbers, in order and each once."""
    found = {one.pk for one in recipients if one.is_active}
    of = family(kind.family)
    if actor is not None:
        found.discard(actor.pk)
        if found and not (of and of.mandatory):
            found -= blocked_pairs_with(actor)
    return sorted(found)


def _one_at_a_time(key: str) -> None:
    """Let acts on one thing queue here until the end of the transaction: none starts a second row.

    SQLite has one writer anyway.
    """
    if connection.vendor == "postgresql":
        number = int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], signed=True)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])


def _merge(
    kind: NotificationType, group_key: str, people: list[int], act: dict[str, Any]
) -> list[Notification]:
    """Add the act to what each was told of the same thing lately and has not read."""
    recent = Notification.objects.filter(
        recipient__in=people,
        type=kind.key,
        group_key=group_key,
        read_at=None,
        first_at__gt=act["at"] - BURST,
    )
    by_person = {one.recipient_id: one for one in recent.order_by("first_at", "pk")}
    merged = list(by_person.values())
    for one in merged:
        one.count += 1
        for name, value in act.items():
            setattr(one, name, value)
    Notification.objects.bulk_update(merged, ["count", *act])
    return merged


def _send_at_once(kind: NotificationType, told: list[Notification], *, now: datetime) -> None:
    """A mail for each who wants this family at once: now, or at the end of the burst.

    One that still waits tells the new act as well. The rows are locked: a worker that is about to
    settle one waits, and sees then that there is more to tell (outbox.settle).
    """
    of = family(kind.family)
    assert of is not None, kind.family  # noqa: S101 - registering has seen to it
    wanted = choices_of([one.recipient_id for one in told], of)
    told = [one for one in told if wanted[one.recipient_id] == EmailChoice.INSTANT]
    earlier = [one.delivery_id for one in told if one.delivery_id]
    waiting = (
        set(
            Delivery.objects.select_for_update()
            .filter(pk__in=earlier, state=DeliveryState.WAITING)
            .order_by("pk")
            .values_list("pk", flat=True)
        )
        if earlier
        else set()
    )
    outbox.add_instant([one for one in told if one.delivery_id not in waiting], of.key, now=now)
