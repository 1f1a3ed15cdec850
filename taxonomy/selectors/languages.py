"""Records that stand once a language: the reader's where there is one, else the original."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import get_language

from common.collation import sort_key


def reading_language() -> str:
    """The reader's language as locales name it."""
    return (get_language() or settings.LANGUAGE_CODE).split("-")[0]


def read_in_language(rows: QuerySet[Any]) -> list[Any]:
    """Each record once, in the order of `rows`. No query of its own beyond reading them.

    The reader's language wins, then English, then whatever there is.
    """
    wanted = reading_language()
    rank = {wanted: 0}
    rank.setdefault(settings.LANGUAGE_CODE, 1)
    best: dict[Any, Any] = {}
    all_rows = list(rows.select_related("locale"))
    for row in all_rows:
        other = best.get(row.translation_key)
        if other is None or _rank(row, rank) < _rank(other, rank):
            best[row.translation_key] = row
    return [row for row in all_rows if best[row.translation_key] is row]


def _rank(row: Any, rank: dict[str, int]) -> int:
    return rank.get(row.locale.language_code, 2)


def language_to_say(row: Any) -> str:
    """The row's language where readers must be told, for `lang`; empty if it is theirs."""
    code = row.locale.language_code
    return "" if code == reading_language() else code


def labels(terms: Iterable[Any]) -> list[Any]:
    """Terms as lists show them: in order, then by name in the reader's language."""
    return sorted(terms, key=lambda term: (term.order, sort_key(term.label)))
