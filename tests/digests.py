"""The digest as it is really sent: the outbox writes it, the worker delivers it."""

from datetime import timedelta
from typing import Any

from django.core import mail
from django.utils import timezone

from notifications.digests import write_digests
from notifications.models import Delivery, DeliveryKind
from notifications.sending import deliver_due


def digest_of(user: Any) -> str:
    """All words of the digest `user` finds tomorrow at seven, in text and HTML; "" without one."""
    deliver_due()  # what is sent at once
    write_digests(now=timezone.now() + timedelta(days=1))
    rows = Delivery.objects.filter(kind=DeliveryKind.DIGEST)
    rows.filter(settled_at=None).update(not_before=timezone.now())
    before = len(mail.outbox)
    deliver_due()
    sent = [one for one in mail.outbox[before:] if one.to == [user.email]]
    assert len(sent) <= 1, "one mail a morning"
    parts = [f"{one.subject}\n{one.body}\n{one.alternatives[0].content}" for one in sent]
    return "".join(parts)
