"""Vectors and queries of PostgreSQL from finished terms, written out: its parser sees none.

Every term is quoted, so none is ever read as syntax.
"""

from collections.abc import Iterable, Sequence
from itertools import accumulate

from search.asking import Asked, AskedGroup

MAX_POSITION, MAX_PLACES = 16_383, 255  # in a document; of one term in it (postgresql.org, 12.11)
MAX_BYTES = 900_000  # of a vector: the server refuses more than a mebibyte
GAP = 10  # positions between title and text, so that they are not one phrase
_SUM_OF_SQUARES = 1.64493406685  # as PostgreSQL's tsrank.c has it
_RANKS = [0.0, *accumulate(1 / n**2 / _SUM_OF_SQUARES for n in range(1, MAX_PLACES + 2))]


def quoted(term: str) -> str:
    return "'" + term.replace("\\", "\\\\").replace("'", "''") + "'"


def vector(title: Sequence[str], text: Sequence[str] = ()) -> str:
    """A tsvector: the title weighs A, the text D. Very long texts lose their last new words."""
    places: dict[str, list[str]] = {}
    size = 0
    for start, terms, weight in ((1, title, "A"), (1 + len(title) + GAP, text, "")):
        for position, term in enumerate(terms, start):
            held = places.get(term)
            if held is None:
                size += len(term.encode()) + 8
                if size > MAX_BYTES:
                    continue
                held = places[term] = []
            if len(held) < MAX_PLACES:
                size += 2
                held.append(f"{min(position, MAX_POSITION)}{weight}")
    return " ".join(f"{quoted(term)}:{','.join(held)}" for term, held in places.items())


def phrase(asked: Asked, *, in_titles: bool = False) -> str:
    """Terms in a row; the last one as a beginning if it is one."""
    title = "A" if in_titles else ""
    marks = [f":{title}" if title else ""] * len(asked.terms)
    if asked.is_prefix:
        marks[-1] = f":*{title}"
    return "(" + " <-> ".join(map("".join, zip(map(quoted, asked.terms), marks, strict=True))) + ")"


def any_of(asked: Iterable[Asked], *, in_titles: bool = False) -> str:
    return f"({' | '.join(phrase(one, in_titles=in_titles) for one in asked)})"


def all_of(groups: Sequence[AskedGroup]) -> str:
    return f"({' & '.join(any_of(group.any_of) for group in groups)})"


def without(expression: str, excluded: Sequence[Asked]) -> str:
    return f"({expression} & !{any_of(excluded)})" if excluded else expression


def times(rank: float) -> int:
    """How often a term is there, from `ts_rank` with all weights 1.

    That is the sum of 1/n² up to the number, over π²/6: a known function, so it can be turned
    round (search.md §12). Of a beginning, whose words are summed, it is about the number.
    """
    if rank <= 0:
        return 0
    low, high = 1, len(_RANKS) - 1
    while low < high:
        middle = (low + high) // 2
        # Half way to the next: a float of four bytes does not hold the sum exactly.
        if (_RANKS[middle] + _RANKS[min(middle + 1, len(_RANKS) - 1)]) / 2 < rank:
            low = middle + 1
        else:
            high = middle
    return low
