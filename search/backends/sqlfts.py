"""Expressions of FTS5 from what is asked. Every term is quoted: none is ever read as syntax."""

from collections.abc import Iterable, Sequence

from search.asking import Asked, AskedGroup

PUBLIC = "('public_title', 'public_text')"  # columns, as a list of SQL
PUBLIC_ONLY = "{public_title public_text}"
TITLES = "{public_title restricted_title}"
PUBLIC_TITLES = "{public_title}"


def phrase(asked: Asked) -> str:
    """Terms in a row; the last one as a beginning if it is one."""
    quoted = " ".join(asked.terms).replace('"', '""')
    return f'"{quoted}" *' if asked.is_prefix else f'"{quoted}"'


def any_of(asked: Iterable[Asked]) -> str:
    return f"({' OR '.join(phrase(one) for one in asked)})"


def all_of(groups: Sequence[AskedGroup]) -> str:
    return f"({' AND '.join(any_of(group.any_of) for group in groups)})"


def without(expression: str, excluded: Sequence[Asked]) -> str:
    return f"({expression} NOT {any_of(excluded)})" if excluded else expression


def among(expression: str, columns: str) -> str:
    """Only in these columns; everywhere if none are named."""
    return f"{columns} : {expression}" if columns else expression
