"""Counting visitors without knowing them: a hash for one day, then nothing.

No address is stored anywhere. The hash mixes what a request shows with the day's random salt; the
salt is destroyed when the day is over (`forget_past_days`), so that not even we can tell whether
two days had the same visitor.
"""

import hashlib
import hmac
import secrets
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction
from django.http import HttpRequest

from common.models import VisitorSalt
from common.ratelimit import client_address
from common.reader import viewer_of

if TYPE_CHECKING:
    from common.typing import AnyUser

# Words in the names of programs that fetch pages by themselves; people's browsers have none.
BOT_WORDS = (
    *("bot", "crawl", "spider", "slurp", "fetch", "scan", "monitor", "preview", "archiver"),
    *("headless", "feed", "validator", "checker", "externalhit", "embedly", "pingdom", "uptime"),
    *("curl", "wget", "libwww", "python", "httpx", "aiohttp", "go-http", "java/", "okhttp"),
    *("ruby", "perl", "php", "scrapy", "axios", "node-fetch", "undici", "postman"),
)
MAX_AGENT = 500  # characters of a name that are read


def is_counted(request: HttpRequest) -> bool:
    """Whether this request is a person's who did not ask to be left out, and not staff."""
    agent = request.headers.get("User-Agent", "")[:MAX_AGENT].lower()
    if not agent or any(word in agent for word in BOT_WORDS):
        return False
    if request.headers.get("DNT") == "1" or request.headers.get("Sec-GPC") == "1":
        return False
    return not is_staff(viewer_of(request))


def is_staff(user: "AnyUser") -> bool:
    """Moderators, editors and admins: their visits are work, not readership.

    `is_staff` is whether somebody may enter the admin: members.services.rights keeps it so.
    """
    return user.is_authenticated and (user.is_staff or user.is_superuser)


def visitor_hash(request: HttpRequest, day: date) -> str:
    """64 hexadecimal digits that are the same for this visitor all `day`, and only that day."""
    viewer = viewer_of(request)
    if viewer.is_authenticated:
        identity = f"member {viewer.pk}"
    else:
        agent = request.headers.get("User-Agent", "")[:MAX_AGENT]
        identity = f"{client_address(request)}\n{agent}"
    salt = _salt_of(day)
    return hmac.new(salt.encode(), identity.encode(), hashlib.sha256).hexdigest()


def forget_past_days(today: date) -> int:
    """Destroy the salts of all days but `today`. Returns how many there were."""
    return VisitorSalt.objects.exclude(day=today).delete()[0]


def _salt_of(day: date) -> str:
    """The day's salt; the first visitor of a day makes it and destroys the one before."""
    salt, is_new = VisitorSalt.objects.get_or_create(
        day=day, defaults={"salt": secrets.token_hex(32)}
    )
    if is_new:
        with transaction.atomic():
            VisitorSalt.objects.filter(day__lt=day).delete()
    return salt.salt
