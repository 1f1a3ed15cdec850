"""`notify`: from an act to the rows that tell of it (platform.md §9)."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

import structlog
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone

from common.worker import wake
from members.selectors import blocked_pairs_with
from notifications import outbox
from notifications.models import Delivery, DeliveryState, Notification
from notifications.preferences import choices_of, wanted
from notifications.registry import (
    EmailChoice,
    Family,
    NotificationType,
    UnknownType,
    family_of,
    type_of,
)
from notifications.tasks import send_due_mail
from notifications.unread import forget_unread

if TYPE_CHECKING:
    from members.models import User

log = structlog.get_logger(__name__)

MOST_KEYS = 20  # acts of a burst that are told with their words


@transaction.atomic
def notify(
    *,
    type: str,
    recipients: "Iterable[User]",
    target: Model,
    actor: "User | None" = None,
    data: dict[str, Any] | None = None,
    by_mail: Mapping[int, EmailChoice] | None = None,
) -> int:
    """Tell `recipients` of what `actor` (None: the clock) did to `target`. Returns how many.

    Left out are the actor, closed accounts and, but for families that pass it, people with a
    block between them and the actor. Whether a recipient may see `target` is asked later,
    when they are told. Acts on the same thing within 15 minutes become one notification. `data` is
    JSON, for the type's `describe`. `by_mail` is {number of a recipient: how they want this}, where
    they chose that for what they follow (decision 0230). Call it in the transaction of the act:
    rows are written in it, mail goes after it. Ten queries at most for any number of recipients.
    Raises UnknownType in tests and development; on a real site it is logged and dropped.
    """
    try:
        kind, of = type_of(type), family_of(type)
    except UnknownType:
        if settings.UNKNOWN_NOTIFICATIONS_RAISE:
            raise
        log.exception("unknown_notification_type", type=type)
        return 0
    people = _those_to_tell(of, recipients, actor)
    if not people:
        return 0
    group_key = hashlib.sha256(kind.group(target).encode()).hexdigest()
    _one_at_a_time(f"{type}:{group_key}")
    now = timezone.now()
    own = by_mail or {}
    act: dict[str, Any] = {
        "actor": actor,
        "target_type": ContentType.objects.get_for_model(target, for_concrete_model=True),
        "target_key": str(target.pk),
        "data": data or {},
        "at": now,
    }
    merged, waiting = _merge(kind, group_key, people, act, own)
    rest = [pk for pk in people if pk not in {one.recipient_id for one in merged}]
    new = Notification.objects.bulk_create(
        Notification(
            recipient_id=pk,
            type=type,
            group_key=group_key,
            keys=[act["target_key"]],
            email=own.get(pk, ""),
            first_at=now,
            **act,
        )
        for pk in rest
    )
    transaction.on_commit(lambda: forget_unread(people), robust=True)
    _send([one for one in [*merged, *new] if one.delivery_id not in waiting], of, now=now)
    return len(people)


def _those_to_tell(of: Family, recipients: "Iterable[User]", actor: "User | None") -> list[int]:
    """Their numbers, in order and each once."""
    found = {one.pk for one in recipients if one.is_active}
    if actor is not None:
        found.discard(actor.pk)
        if found and not of.passes_blocks:
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
    kind: NotificationType,
    group_key: str,
    people: list[int],
    act: dict[str, Any],
    own: Mapping[int, EmailChoice],
) -> tuple[list[Notification], set[int]]:
    """Add the act to what each was told of the same thing lately and has not read.

    Returns these rows, and the numbers of mails that still wait and will tell of it. Their rows are
    locked before the notifications, as outbox.settle does it: a worker that is about to settle one
    waits, and sees then that there is more to tell.
    """
    recent = Notification.objects.filter(
        recipient__in=people,
        type=kind.key,
        group_key=group_key,
        read_at=None,
        first_at__gt=act["at"] - outbox.BURST,
    )
    by_person = {one.recipient_id: one for one in recent.order_by("first_at", "pk")}
    merged = list(by_person.values())
    if not merged:
        return [], set()
    mails = [one.delivery_id for one in merged if one.delivery_id]
    held = Delivery.objects.select_for_update().filter(pk__in=mails, state=DeliveryState.WAITING)
    waiting = set(held.order_by("pk").values_list("pk", flat=True))
    for one in merged:
        one.count += 1
        one.keys = [*(one.keys or [one.target_key]), act["target_key"]][-MOST_KEYS:]
        one.email = own.get(one.recipient_id, "")
        before = one.at
        for name, value in act.items():
            setattr(one, name, value)
        one.at = max(before, one.at)  # clocks of two machines differ a little
    Notification.objects.bulk_update(merged, ["count", "keys", "email", *act])
    return merged, waiting


def _send(told: list[Notification], of: Family, *, now: datetime) -> None:
    """A mail for each who wants this family at once; for the others it waits for the digest.

    What the digest has told before waits for the next one: more has come.
    """
    chosen = choices_of([one.recipient_id for one in told], of)
    at_once: list[Notification] = []
    later: list[Notification] = []
    for one in told:
        is_now = wanted(chosen[one.recipient_id], one.email) == EmailChoice.INSTANT
        (at_once if is_now else later).append(one)
    outbox.add_instant(at_once, of.key, now=now)
    others = [one.pk for one in later if one.count > 1]
    if others:
        told_before = Notification.objects.filter(pk__in=others, delivery__isnull=False)
        told_before.exclude(delivery__state=DeliveryState.WAITING).update(delivery=None)
    if at_once:
        transaction.on_commit(lambda: wake(send_due_mail), robust=True)
