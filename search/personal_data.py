"""What the search holds about a person: the searches they saved. The log knows nobody (§10)."""

from typing import TYPE_CHECKING

from common import personal_data
from search.models import SavedSearch

if TYPE_CHECKING:
    from common.typing import AnyUser


def _export(user: "AnyUser") -> list[personal_data.Row]:
    rows = SavedSearch.objects.filter(user_id=user.pk)
    return list(rows.values("name", "params", "lang", "frequency", "created", "last_run"))


def _erase(user: "AnyUser") -> int:
    return SavedSearch.objects.filter(user_id=user.pk).delete()[0]


personal_data.register("saved searches", export=_export, erase=_erase)
