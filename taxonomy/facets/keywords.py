"""The words of a list: the search is asked, and the database where that does not answer."""

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from django.db.models import Q

from common.indexing import find

if TYPE_CHECKING:
    from common.typing import AnyUser

MAX_WORDS = 10
MAX_LENGTH = 200  # characters of the whole search


def tidy(text: str) -> str:
    """The text on one line, without control characters (PostgreSQL refuses NUL), at most 200."""
    printable = "".join(one if one.isprintable() else " " for one in text[: MAX_LENGTH * 2])
    return " ".join(printable.split())[:MAX_LENGTH].strip()


def keywords(text: str) -> list[str]:
    """The first ten different words of a search, in order."""
    return list(dict.fromkeys(tidy(text).split()))[:MAX_WORDS]


def keyword_condition(text: str, fields: Sequence[str]) -> Q:
    """Each word of `text` stands in one of `fields`. An empty text asks for nothing."""
    condition = Q()
    for word in keywords(text):
        # SQLite folds ASCII only: É, Ñ and É's kin are tried in each form people type.
        forms = {word} if word.isascii() else {word, word.lower(), word.upper(), word.capitalize()}
        found = Q()
        for field in fields:
            for form in sorted(forms):
                found |= Q(**{f"{field}__icontains": form})
        condition &= found
    return condition


def pages_found(text: str, types: Collection[str], viewer: "AnyUser") -> list[int] | None:
    """The numbers of pages of these types that `viewer` finds with `text`.

    None where the search does not answer, or finds more than it names: then the database is asked.
    """
    finds = find(text, user=viewer, types=types, all_words=True)
    if not finds.is_answered or finds.total > len(finds.keys):
        return None
    parts = (key.partition(":") for key in finds.keys)
    return [int(number) for prefix, _colon, number in parts if prefix == "page"]
