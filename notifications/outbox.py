"""Mails on their way (REL10): written with their reason, claimed, settled or tried again."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from notifications.models import Delivery, DeliveryKind, DeliveryState, Notification

if TYPE_CHECKING:
    from django.db.models import QuerySet

BURST = timedelta(minutes=15)
LEASE = timedelta(minutes=2)  # much longer than a mail server may take (10 s)
FIRST_WAIT, MOST_WAIT = timedelta(minutes=1), timedelta(hours=1)  # REL4
GIVE_UP_AFTER = timedelta(days=3)


def add_instant(
    told: Collection[Notification], family: str | Mapping[str, str], *, now: datetime
) -> None:
    """A mail each: at once for what is new, at the end of the burst for what goes on.

    `family`: the one of all of them, or {type: family}. Those that are not saved yet are saved
    with it by the caller. Two queries for any number, one where all are new.
    """
    if not told:
        return
    mails = [
        Delivery(
            recipient_id=one.recipient_id,
            kind=DeliveryKind.INSTANT,
            key=f"notification:{one.pk or uuid4().hex}:{one.count}",
            family=family if isinstance(family, str) else family[one.type],
            not_before=now if one.count == 1 else max(now, one.first_at + BURST),
            created=now,
        )
        for one in told
    ]
    Delivery.objects.bulk_create(mails)
    for one, mail in zip(told, mails, strict=True):
        one.delivery = mail
    saved = [one for one in told if one.pk is not None]
    if saved:
        Notification.objects.bulk_update(saved, ["delivery"])


def due(now: datetime) -> "QuerySet[Delivery]":
    """Mails whose time has come and that no worker holds, the longest waiting first."""
    free = Q(leased_until=None) | Q(leased_until__lt=now)
    waiting = Delivery.objects.filter(free, state=DeliveryState.WAITING, not_before__lte=now)
    return waiting.order_by("not_before", "pk")


def claim(now: datetime) -> Delivery | None:
    """The next due mail, for this worker alone for two minutes; None where nothing is due.

    One that dies gives it back by the time passing. Raises RuntimeError within a transaction: what
    is not committed nobody may send.
    """
    with transaction.atomic(durable=True):
        rows = due(now)
        if connection.features.has_select_for_update_skip_locked:
            rows = rows.select_for_update(skip_locked=True)
        mail = rows.first()
        if mail is not None:
            mail.leased_until = timezone.now() + LEASE
            mail.save(update_fields=["leased_until"])
    return mail


def _held(mail: Delivery) -> "QuerySet[Delivery]":
    """The row, as long as the lease under which it was read is still the one that holds."""
    return Delivery.objects.filter(
        pk=mail.pk, state=DeliveryState.WAITING, leased_until=mail.leased_until
    )


def renew(mail: Delivery) -> bool:
    """Hold it for another two minutes, if this process still does."""
    until = timezone.now() + LEASE
    if not _held(mail).update(leased_until=until):
        return False
    mail.leased_until = until
    return True


@transaction.atomic
def settle(mail: Delivery, state: DeliveryState, *, told: dict[int, int]) -> bool:
    """The mail is out, or there was nothing left to tell. False where the lease has run out.

    `told` is {notification: acts it stood for} as the mail was written. Acts that came since make
    another mail, at the end of their burst, or wait for the next digest.
    """
    now = timezone.now()
    if not _held(mail).update(state=state, settled_at=now, leased_until=None, error=""):
        return False
    rows = list(Notification.objects.select_for_update().filter(pk__in=told).order_by("pk"))
    if state == DeliveryState.SENT:
        for one in rows:
            one.told = told[one.pk]
        Notification.objects.bulk_update(rows, ["told"])
    if mail.kind == DeliveryKind.DIGEST:
        same = [one.pk for one in rows if one.count == told[one.pk] and one.delivery_id is None]
        Notification.objects.filter(pk__in=same).update(delivery=mail)
        return True
    more = [one for one in rows if one.count > told[one.pk] and one.read_at is None]
    add_instant(more, mail.family, now=now)
    if state == DeliveryState.EMPTY:  # it may be wanted in the digest by now
        Notification.objects.filter(delivery=mail).update(delivery=None)
    return True


def try_later(mail: Delivery, problem: str, *, now: datetime, for_good: bool = False) -> bool:
    """After a failure: 1, 2, 4 … 60 minutes apart, for three days. Whether it was given up.

    `for_good`: the mail server will never take it.
    """
    wait = wait_after(mail.tries)
    gives_up = for_good or now + wait > mail.created + GIVE_UP_AFTER
    _held(mail).update(
        tries=mail.tries + 1,
        not_before=now + wait,
        leased_until=None,
        error=problem[:1000],
        state=DeliveryState.DEAD if gives_up else DeliveryState.WAITING,
        settled_at=now if gives_up else None,
    )
    return gives_up


def wait_after(tries: int) -> timedelta:
    """How long to wait when so many tries had failed before this one."""
    return min(FIRST_WAIT * 2 ** min(tries, 10), MOST_WAIT)


def oldest(now: datetime) -> datetime | None:
    """Since when the longest waiting mail could have gone: the figure to watch (REL10)."""
    first = due(now).first()
    return first.not_before if first else None


def dead(since: datetime) -> int:
    """How many mails were given up since then."""
    return Delivery.objects.filter(state=DeliveryState.DEAD, settled_at__gt=since).count()


def revive(now: datetime) -> int:
    """Try those that were given up once more. Returns how many."""
    return Delivery.objects.filter(state=DeliveryState.DEAD).update(
        state=DeliveryState.WAITING, settled_at=None, tries=0, not_before=now, created=now
    )
