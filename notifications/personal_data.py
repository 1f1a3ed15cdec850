"""What is kept of what a person was told, and how they want it (PRV1, PRV2)."""

from typing import TYPE_CHECKING

from common import personal_data
from notifications.models import Delivery, Notification, Preference

if TYPE_CHECKING:
    from common.typing import AnyUser


def _told(user: "AnyUser") -> list[personal_data.Row]:
    """Without `data`, which may name others; what it was about is read on the site."""
    rows = Notification.objects.filter(recipient=user.pk).order_by("at", "pk")
    return list(rows.values("type", "target_type__model", "target_key", "count", "at", "read_at"))


def _choices(user: "AnyUser") -> list[personal_data.Row]:
    rows = Preference.objects.filter(user=user.pk).order_by("family")
    return list(rows.values("family", "email", "changed_at"))


def _mails(user: "AnyUser") -> list[personal_data.Row]:
    rows = Delivery.objects.filter(recipient=user.pk).order_by("created", "pk")
    return list(rows.values("kind", "family", "state", "created", "settled_at"))


def _forget_told(user: "AnyUser") -> int:
    """What they were told goes; in what others were told of them they are a former member."""
    return Notification.objects.filter(recipient=user.pk).delete()[0]


def _forget_choices(user: "AnyUser") -> int:
    return Preference.objects.filter(user=user.pk).delete()[0]


def _forget_mails(user: "AnyUser") -> int:
    """Queued mail too: nothing is sent to a closed account."""
    return Delivery.objects.filter(recipient=user.pk).delete()[0]


personal_data.register("notices", export=_told, erase=_forget_told)
personal_data.register("choices of notices", export=_choices, erase=_forget_choices)
personal_data.register("mails", export=_mails, erase=_forget_mails)
