"""The mails themselves: what a row of the outbox says at this moment, in its reader's language."""

import hashlib
from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse
from django.utils.text import Truncator

from common.models import SiteSettings
from members import mailing
from members.models import User
from notifications.describing import Summed, described, summed_up, with_actors
from notifications.digests import NO_LONGER_NEWS, waiting_digests
from notifications.models import Delivery, DeliveryKind, Notification
from notifications.preferences import choices_for, wanted, wanted_daily
from notifications.registry import (
    EmailChoice,
    Message,
    families,
    family,
    family_of,
)
from notifications.stopping import DIGEST, stop_path

MOST_ITEMS = 20  # of a digest; the rest is on the site (forum.md §8)
MOST_BYTES = 30_000
EXCERPT = 300  # characters of each item of a digest


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail, ready to go, or None where nothing is left to tell.

    `told` is {notification: acts it stood for} when the mail was written.
    """

    message: EmailMultiAlternatives | None
    told: dict[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Section:
    """A family's part of a digest."""

    label: str
    items: list[tuple[Message, str]] = field(default_factory=list)  # with the whole address


def letter_of(mail: Delivery) -> Letter:
    """What to send for this row.

    Asked at sending: what the recipient may not see any more, has read on the site or has
    switched off since is not told. Raises whatever a type's `describe` raises.
    """
    recipient = mail.recipient
    if not recipient.is_active:
        return Letter(None)
    with mailing.as_read_by(recipient):
        letter = _instant(mail) if mail.kind == DeliveryKind.INSTANT else _digest(mail)
    if letter.message is not None:
        letter.message.extra_headers["Message-ID"] = message_id(mail.key)
        letter.message.extra_headers["Auto-Submitted"] = "auto-generated"
    return letter


def message_id(key: str) -> str:
    """The same for every copy of a mail, so that mail programs drop a second one (REL10)."""
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{_host()}>"


def to_digest(recipient: User, until: datetime) -> "Any":
    """What waits for the digest: not mailed, not read, wanted daily, up to `until`.

    Nothing older than a fortnight: who had mail off until now is not told a year at once.
    """
    return Notification.objects.filter(
        wanted_daily(recipient.pk),
        recipient=recipient,
        delivery=None,
        read_at=None,
        at__lte=until,
        at__gt=until - NO_LONGER_NEWS,
    )


def _instant(mail: Delivery) -> Letter:
    """One notification, all of its words."""
    row = with_actors(Notification.objects.filter(delivery=mail, read_at=None)).first()
    of = family(mail.family)
    if row is None or of is None:
        return Letter(None)
    told = {row.pk: row.count}
    if wanted(choices_for(mail.recipient_id)[of.key], row.email) != EmailChoice.INSTANT:
        return Letter(None, told)
    message = described([row], mail.recipient).get(row.pk)
    if message is None:
        return Letter(None, told)
    stop = mailing.site_url(message.stop_path or stop_path(mail.recipient, of.key))
    context = {
        "item": message,
        "url": mailing.site_url(message.url),
        "family": of,
        "settings_url": mailing.site_url(reverse("notifications:settings")),
        "stop_url": "" if of.mandatory else stop,
    }
    letter = mailing.compose("notification", mail.recipient.email, context)
    if not of.mandatory:
        letter.extra_headers |= _ways_out(stop, of.key)
    return Letter(letter, told)


def _digest(mail: Delivery) -> Letter:
    """What waits, by family, newest first. Of two that wait, the older one tells it."""
    mine = waiting_digests().filter(recipient=mail.recipient_id)
    if mine.filter(pk__lt=mail.pk).exists():
        return Letter(None)
    until = datetime.fromisoformat(mail.data["until"])
    rows = list(with_actors(to_digest(mail.recipient, until)))
    items = summed_up(rows, mail.recipient)
    if not items:
        return Letter(None)
    told = {row.pk: row.count for one in items for row in one.rows}
    stop_url = mailing.site_url(stop_path(mail.recipient, DIGEST))
    context = {
        "more": max(0, len(items) - MOST_ITEMS),
        "list_url": mailing.site_url(reverse("notifications:list")),
        "settings_url": mailing.site_url(reverse("notifications:settings")),
        "stop_url": stop_url,
        "number": len(items),
    }
    for excerpt in (EXCERPT, 0):
        sections = _sections(items[:MOST_ITEMS], excerpt)
        letter = mailing.compose("digest", mail.recipient.email, context | {"sections": sections})
        if len(letter.message().as_bytes()) <= MOST_BYTES:
            break
    letter.extra_headers |= _ways_out(stop_url, "digest")
    return Letter(letter, told)


def _sections(items: list[Summed], excerpt: int) -> list[Section]:
    by_family: dict[str, list[tuple[Message, str]]] = defaultdict(list)
    for item in items:
        one = item.message
        words = " ".join((one.excerpt or one.text).split())
        text = Truncator(words).chars(excerpt) if excerpt else ""
        by_family[family_of(item.rows[0].type).key].append(
            (replace(one, text=text, html=""), mailing.site_url(one.url))
        )
    return [Section(str(of.label), by_family[of.key]) for of in families() if of.key in by_family]


def _ways_out(stop_url: str, list_name: str) -> dict[str, str]:
    """The headers by which mail programs offer to stop it (RFC 8058, RFC 2369, RFC 2919)."""
    ways = [f"<{stop_url}>"]
    contact = SiteSettings.load().contact_email
    if contact:
        ways.append(f"<mailto:{contact}?subject={quote('unsubscribe ' + list_name)}>")
    return {
        "List-Id": f"<{list_name}.{_host()}>",
        "List-Unsubscribe": ", ".join(ways),
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def _host() -> str:
    return urlsplit(settings.SITE_URL).hostname or "localhost"
