"""What the library holds of a person: the records they are named in as members (PRV2)."""

from typing import TYPE_CHECKING

from common import personal_data
from library.models import Contributor

if TYPE_CHECKING:
    from common.typing import AnyUser


def _contributions(user: "AnyUser") -> list[personal_data.Row]:
    rows = Contributor.objects.filter(member=user.pk).order_by("page", "pk")
    return list(rows.values("page__title", "name", "role"))


# A record says who wrote a work, as its cover does: that stays.
personal_data.register("records of one's works", export=_contributions, erase=None)
