"""What news holds of a person: the entries they signed as members (PRV2)."""

from typing import TYPE_CHECKING

from common import personal_data
from news.models import BlogAuthor

if TYPE_CHECKING:
    from common.typing import AnyUser


def _signed(user: "AnyUser") -> list[personal_data.Row]:
    rows = BlogAuthor.objects.filter(member=user.pk).order_by("page", "pk")
    return list(rows.values("page__title", "name", "role", "organisation"))


# What was published stays, signed by a former member (members.services.erase_account).
personal_data.register("blog entries signed", export=_signed, erase=None)
