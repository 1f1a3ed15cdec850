"""What members holds of a person beside account and profile: whom they keep away."""

from typing import TYPE_CHECKING

from django.db.models import Q

from common import personal_data
from members.models import Block

if TYPE_CHECKING:
    from common.typing import AnyUser


def _export(user: "AnyUser") -> list[personal_data.Row]:
    """One's own blocks: who blocks one is the other's secret."""
    return list(Block.objects.filter(blocker_id=user.pk).values("blocked__handle", "at"))


def _erase(user: "AnyUser") -> int:
    """Both ways: nothing of a person that is gone needs keeping away."""
    return Block.objects.filter(Q(blocker_id=user.pk) | Q(blocked_id=user.pk)).delete()[0]


personal_data.register("blocks", export=_export, erase=_erase)
