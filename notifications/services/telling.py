"""`notify`: from an act to the rows that tell of it (platform.md §9)."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

import structlog
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.db.models import Model, Q
from django.utils import timezone

from common.worker import wake
from members.selectors import blocked_pairs_with
from notifications import outbox
from notifications.models import Delivery, DeliveryState, Notification
from notifications.preferences import choices_of_each, wanted
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


@dataclass(frozen=True, slots=True)
class Telling:
    """Whom to tell of an act as one type tells it. The fields are arguments of `notify`."""

    type: str
    recipients: "Iterable[User]"
    data: dict[str, Any] = field(default_factory=dict)
    by_mail: Mapping[int, EmailChoice] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Part:
    """A telling with its people, what it is merged by, and the columns of its rows."""

    kind: NotificationType
    of: Family
    people: list[int]
    group_key: str
    act: dict[str, Any]
    own: Mapping[int, EmailChoice]


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
    one = Telling(type, recipients, data or {}, by_mail or {})
    return notify_each(target=target, actor=actor, tellings=[one])


@transaction.atomic
def notify_each(*, target: Model, actor: "User | None" = None, tellings: Iterable[Telling]) -> int:
    """Tell different people of one act, each as their type does: `notify` for all of them at once.

    The types differ, and nobody is in two tellings. As many queries as for one. Returns how many
    people were told. Raises UnknownType as `notify` does.
    """
    now = timezone.now()
    parts = _parts_of(tellings, target, actor, now)
    if not parts:
        return 0
    _one_at_a_time(f"{one.kind.key}:{one.group_key}" for one in parts)
    merged, waiting = _merge(parts)
    known = {(one.type, one.recipient_id) for one in merged}
    new = [
        Notification(
            recipient_id=pk,
            type=one.kind.key,
            group_key=one.group_key,
            keys=[one.act["target_key"]],
            email=one.own.get(pk, ""),
            first_at=now,
            **one.act,
        )
        for one in parts
        for pk in one.people
        if (one.kind.key, pk) not in known
    ]
    people = [pk for one in parts for pk in one.people]
    transaction.on_commit(lambda: forget_unread(people), robust=True)
    _send([one for one in [*merged, *new] if one.delivery_id not in waiting], parts, now=now)
    Notification.objects.bulk_create(new)  # with the mails that tell them
    return len(people)


def _parts_of(
    tellings: Iterable[Telling], target: Model, actor: "User | None", now: datetime
) -> list[_Part]:
    """The tellings that somebody is left to hear."""
    known = []
    for one in tellings:
        try:
            kind, of = type_of(one.type), family_of(one.type)
        except UnknownType:
            if settings.UNKNOWN_NOTIFICATIONS_RAISE:
                raise
            log.exception("unknown_notification_type", type=one.type)
            continue
        known.append((one, kind, of))
    people = _those_to_tell([(one, of) for one, _kind, of in known], actor)
    if not any(people):
        return []
    act: dict[str, Any] = {
        "actor": actor,
        "target_type": ContentType.objects.get_for_model(target, for_concrete_model=True),
        "target_key": str(target.pk),
        "at": now,
    }
    return [
        _Part(
            kind=kind,
            of=of,
            people=found,
            group_key=hashlib.sha256(kind.group(target).encode()).hexdigest(),
            act=act | {"data": one.data},
            own=one.by_mail,
        )
        for (one, kind, of), found in zip(known, people, strict=True)
        if found
    ]


def _those_to_tell(tellings: list[tuple[Telling, Family]], actor: "User | None") -> list[list[int]]:
    """Of each telling the numbers of its people, in order and each once. One query at most."""
    asked = [({one.pk for one in of[0].recipients if one.is_active}, of[1]) for of in tellings]
    if actor is None:
        return [sorted(found) for found, _of in asked]
    for found, _of in asked:
        found.discard(actor.pk)
    is_barring = any(found and not of.passes_blocks for found, of in asked)
    blocked = blocked_pairs_with(actor) if is_barring else set()
    return [sorted(found if of.passes_blocks else found - blocked) for found, of in asked]


def _one_at_a_time(keys: Iterable[str]) -> None:
    """Let acts on one thing queue here until the end of the transaction: none starts a second row.

    Always in the same order, so that two never wait for each other. SQLite has one writer anyway.
    """
    if connection.vendor == "postgresql":
        hashes = (hashlib.sha256(key.encode()).digest()[:8] for key in keys)
        numbers = sorted(int.from_bytes(one, signed=True) for one in hashes)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_xact_lock(number) FROM unnest(%s::bigint[]) AS number",
                [numbers],
            )


def _merge(parts: list[_Part]) -> tuple[list[Notification], set[int]]:
    """Add the act to what each was told of the same thing lately and has not read.

    Returns these rows, and the numbers of mails that still wait and will tell of it. Their rows are
    locked before the notifications, as outbox.settle does it: a worker that is about to settle one
    waits, and sees then that there is more to tell.
    """
    same = Q()
    for part in parts:
        same |= Q(recipient__in=part.people, type=part.kind.key, group_key=part.group_key)
    since = parts[0].act["at"] - outbox.BURST
    recent = Notification.objects.filter(same, read_at=None, first_at__gt=since)
    found = {(one.type, one.recipient_id): one for one in recent.order_by("first_at", "pk")}
    merged = list(found.values())
    if not merged:
        return [], set()
    mails = [one.delivery_id for one in merged if one.delivery_id]
    held = Delivery.objects.select_for_update().filter(pk__in=mails, state=DeliveryState.WAITING)
    waiting = set(held.order_by("pk").values_list("pk", flat=True))
    by_type = {part.kind.key: part for part in parts}
    for one in merged:
        part = by_type[one.type]
        one.count += 1
        one.keys = [*(one.keys or [one.target_key]), part.act["target_key"]][-MOST_KEYS:]
        one.email = part.own.get(one.recipient_id, "")
        before = one.at
        for name, value in part.act.items():
            setattr(one, name, value)
        one.at = max(before, one.at)  # clocks of two machines differ a little
    Notification.objects.bulk_update(merged, ["count", "keys", "email", *parts[0].act])
    return merged, waiting


def _send(told: list[Notification], parts: list[_Part], *, now: datetime) -> None:
    """A mail for each who wants this family at once; for the others it waits for the digest.

    What the digest has told before waits for the next one: more has come.
    """
    families = {one.kind.key: one.of for one in parts}
    chosen = choices_of_each([one.recipient_id for one in told], families.values())
    at_once: list[Notification] = []
    later: list[Notification] = []
    for one in told:
        said = chosen[families[one.type].key][one.recipient_id]
        is_now = wanted(said, one.email) == EmailChoice.INSTANT
        (at_once if is_now else later).append(one)
    outbox.add_instant(at_once, {key: of.key for key, of in families.items()}, now=now)
    others = [one.pk for one in later if one.count > 1]
    if others:
        told_before = Notification.objects.filter(pk__in=others, delivery__isnull=False)
        told_before.exclude(delivery__state=DeliveryState.WAITING).update(delivery=None)
    if at_once:
        transaction.on_commit(lambda: wake(send_due_mail), robust=True)
