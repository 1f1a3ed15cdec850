"""Which staff may see and mend what of the search: Django's permissions, one for each page.

The report holds words of visitors, the index pages keys of documents that not everybody may see.
"""

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from common.typing import AnyUser

REPORT = "search.view_querylog"
WORDS = "search.change_spellword"
INDEX = "search.view_generation"
MEND = "search.change_outbox"
SYNONYM = "taxonomy.add_synonym"  # of the button beside what was not found


def can(user: "AnyUser", permission: str) -> bool:
    """Whether `user` holds one of the permissions above."""
    return user.is_active and user.has_perm(permission)


def check(user: "AnyUser", permission: str) -> None:
    """Raise PermissionDenied with a reason to show."""
    if not can(user, permission):
        raise PermissionDenied(_("You may not see this part of the search."))
