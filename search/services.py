"""Writes of members: the searches they keep (search.md §10)."""

from typing import TYPE_CHECKING

from django.contrib.auth.models import AbstractUser
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from common.errors import Refused
from search.models import MOST_SAVED, Frequency, SavedSearch
from search.request import SearchRequest

if TYPE_CHECKING:
    from common.typing import AnyUser

SALT = "search.stop"
TRIES = 5  # others of the same person may take the same place at the same moment


class TooManySaved(Refused):
    """All twenty-five places are taken."""


def check_save(user: "AnyUser") -> None:
    """Raise PermissionDenied with a reason to show."""
    if not (user.is_authenticated and user.is_active):
        raise PermissionDenied(_("Sign in to save a search."))


def save_search(
    *, member: AbstractUser, asked: SearchRequest, name: str, frequency: Frequency
) -> SavedSearch:
    """Keep a search. The same one again is the one that is kept already, with what is chosen now.

    Raises PermissionDenied, TooManySaved.
    """
    check_save(member)
    params = asked.canonical()
    for _try in range(TRIES):
        kept = SavedSearch.objects.filter(user_id=member.pk, lang=asked.lang, params=params).first()
        try:
            if kept is not None:
                return _chosen_anew(kept, name, frequency)
            with transaction.atomic():
                return SavedSearch.objects.create(
                    user_id=member.pk,
                    place=_free_place(member),
                    name=name,
                    params=params,
                    lang=asked.lang,
                    frequency=frequency,
                )
        except (IntegrityError, SavedSearch.DoesNotExist):
            continue  # another tab was faster: the same search, the same place, or its removal
    raise Refused(_("This did not work just now. Try it again."))


def change_search(*, member: AbstractUser, pk: int, name: str, frequency: Frequency) -> SavedSearch:
    """Another name, another rhythm. Raises SavedSearch.DoesNotExist for searches of others.

    Alerts that are switched on tell of what comes from now on.
    """
    one = SavedSearch.objects.get(pk=pk, user_id=member.pk)
    return _chosen_anew(one, name, frequency)


def _chosen_anew(one: SavedSearch, name: str, frequency: Frequency) -> SavedSearch:
    with transaction.atomic():
        one = SavedSearch.objects.select_for_update().get(pk=one.pk)
        if one.frequency == Frequency.OFF and frequency != Frequency.OFF:
            one.looked_until = timezone.now()
        one.name, one.frequency = name, frequency
        one.save(update_fields=["name", "frequency", "looked_until"])
    return one


def delete_search(*, member: AbstractUser, pk: int) -> None:
    """Drop a search. Raises SavedSearch.DoesNotExist for searches of others."""
    SavedSearch.objects.get(pk=pk, user_id=member.pk).delete()


# --- Stopping by a link of a mail -----------------------------------------------------------------
def stop_token(one: SavedSearch) -> str:
    """Proves that the link came from a mail about this search; good as long as the search is."""
    return signing.dumps([one.pk, one.user_id], salt=SALT)


def search_of_token(token: str) -> SavedSearch | None:
    """The search that a link speaks of; None if nobody has written the link, or it is gone."""
    try:
        pk, user_pk = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return SavedSearch.objects.filter(pk=pk, user=user_pk).first()


def stop_alerts(one: SavedSearch) -> None:
    """No more mails about it. Twice is as once."""
    SavedSearch.objects.filter(pk=one.pk).update(frequency=Frequency.OFF)


def _free_place(member: AbstractUser) -> int:
    taken = set(SavedSearch.objects.filter(user_id=member.pk).values_list("place", flat=True))
    free = [place for place in range(1, MOST_SAVED + 1) if place not in taken]
    if not free:
        raise TooManySaved(
            _("You have %(number)d saved searches, as many as there can be. Delete one first.")
            % {"number": MOST_SAVED}
        )
    return free[0]
