"""What staff do to keep the search good: block words, try again what was refused."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _

from common.errors import Refused
from search import outbox
from search.analysis import fold, words_of
from search.models import SpellWord
from search.permissions import MEND, WORDS, check

if TYPE_CHECKING:
    from common.typing import AnyUser

MAX_WORD = 60  # letters, as the table has it


class NoWord(Refused):
    """What was typed is not one word."""


def block_word(*, user: "AnyUser", word: str, lang: str) -> SpellWord:
    """Never propose `word` to readers of `lang` again, whether any document has it or not.

    Raises PermissionDenied, NoWord.
    """
    check(user, WORDS)
    words = words_of(fold(word))
    if len(words) != 1 or len(words[0]) > MAX_WORD:
        raise NoWord(_("Write one word."), field="word")
    if lang not in dict(settings.LANGUAGES):
        raise NoWord(_("Choose a language of this site."), field="lang")
    row, _is_new = SpellWord.objects.get_or_create(term=words[0], lang=lang)
    _set_blocked(row.pk, True)
    row.refresh_from_db()
    return row


def unblock_word(*, user: "AnyUser", pk: int) -> None:
    """The word may be proposed again. Twice is as once. Raises PermissionDenied."""
    check(user, WORDS)
    _set_blocked(pk, False)


def try_again(*, user: "AnyUser", key: str = "") -> int:
    """Index dead rows once more: those of `key`, or all. How many. Raises PermissionDenied."""
    check(user, MEND)
    return outbox.revive([key] if key else None)


def _set_blocked(pk: int, is_blocked: bool) -> None:
    # The one column: the counts beside it are kept by the drain at the same time.
    SpellWord.objects.filter(pk=pk).update(blocked=is_blocked)
