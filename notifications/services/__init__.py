"""Writes: telling somebody something, and what they choose and read."""

from notifications.services.choosing import (
    choose_email,
    stop_all_email,
    stop_email,
)
from notifications.services.reading import mark_all_read, mark_read
from notifications.services.telling import notify

__all__ = [
    "choose_email",
    "mark_all_read",
    "mark_read",
    "notify",
    "stop_all_email",
    "stop_email",
]
