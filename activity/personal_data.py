"""What is noted of a person: their acts. Erased, the acts stay and are nobody's (PRV2)."""

from typing import TYPE_CHECKING

from activity.models import Entry
from common import personal_data

if TYPE_CHECKING:
    from common.typing import AnyUser


def _export(user: "AnyUser") -> list[personal_data.Row]:
    rows = Entry.objects.filter(actor_id=user.pk).order_by("at", "pk")
    return list(rows.values("at", "verb", "target_type__model", "target_key"))


def _erase(user: "AnyUser") -> int:
    return Entry.objects.all().forget_actor(user.pk)


personal_data.register("activity", export=_export, erase=_erase)
