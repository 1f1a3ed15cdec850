"""What the search holds about a person: the searches they saved. The log knows nobody (§10)."""

from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from common import personal_data
from search.models import SavedSearch

if TYPE_CHECKING:
    from common.typing import AnyUser


def _of(user: Any) -> QuerySet[SavedSearch]:
    return SavedSearch.objects.filter(user_id=user.pk)


def _export(user: "AnyUser") -> list[personal_data.Row]:
    wanted = ("name", "params", "lang", "frequency", "created", "last_run")
    return [dict(row) for row in _of(user).values(*wanted)]


def _erase(user: "AnyUser") -> int:
    return _of(user).delete()[0]


personal_data.register("saved searches", export=_export, erase=_erase)
