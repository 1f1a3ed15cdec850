"""Writes: telling somebody something, and what they choose and read."""

from notifications.services.choosing import (
    choose_email,
    stop_all_email,
    stop_digest,
    stop_email,
)
from notifications.services.reading import mark_all_read, mark_gone, mark_read, mark_seen
from notifications.services.telling import Telling, notify, notify_each
from notifications.services.tidying import forget_old

__all__ = [
    "Telling",
    "choose_email",
    "forget_old",
    "mark_all_read",
    "mark_gone",
    "mark_read",
    "mark_seen",
    "notify",
    "notify_each",
    "stop_all_email",
    "stop_digest",
    "stop_email",
]
