"""What the forum holds about a person (PRV1, PRV2)."""

from typing import TYPE_CHECKING, Any

from common import personal_data
from forum import services

if TYPE_CHECKING:
    from common.typing import AnyUser


def _export(user: "AnyUser") -> list[personal_data.Row]:
    member: Any = user
    return services.export_member(user=member)


def _erase(user: "AnyUser") -> int:
    member: Any = user
    return services.anonymise_member(user=member)


personal_data.register("forum", export=_export, erase=_erase)
