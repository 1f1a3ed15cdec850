"""A document as rows: what is shown of it, the integers that are filtered, its place in order."""

import json
import sys
from array import array
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from common.indexing import SearchDoc
from search.backends.sqlsets import Content, Kind, content_of, page_numbers
from search.documents import Indexed

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
UNDATED = -(1 << 40)  # seconds: before everything that has a date
DAY = 86_400
# A row's number is its place in order: the day, four steps of static rank, and so many documents.
RANK_BITS, SLOT_BITS = 2, 14
LEAST_RANK, RANKS = 0.5, 1.5  # static rank is 0.5 to 2


# What is counted, chosen and ordered by, of one document: eight bytes each, lowest first. In one
# value, because a row of SQLite costs by the column: ten thousand rows 10 ms instead of 25.
FACTS = ("moment", "type", "lang", "themes", "places", "fmt", "year")
FACT_CODE = "q"


@dataclass(frozen=True, slots=True)
class Row:
    """One document, ready to be written but for its number and those of its sets."""

    indexed: Indexed
    document: str  # the whole of it, as it is shown
    # Terms joined by blanks. Made before anything is locked: analysing takes longer than writing.
    title: str
    text: str
    folded_title: str
    moment: int
    page: int
    audience: Content
    ancestors: Content
    type: Content
    lang: Content
    themes: Content
    places: Content
    format: Content

    @property
    def terms(self) -> int:
        """How long it is."""
        return len(self.indexed.title_terms) + len(self.indexed.text_terms)

    @property
    def contents(self) -> tuple[Content, ...]:
        return (
            self.audience, self.ancestors, self.type, self.lang, self.themes, self.places,
            self.format,
        )  # fmt: skip


def row_of(indexed: Indexed) -> Row:
    """The rows of a document. Raises ValueError where it cannot be stored, with the reason."""
    one = indexed.document
    document = _written(one)
    document.encode()  # a lone surrogate is no text: UnicodeEncodeError is a ValueError
    if one.year is not None and not 0 < one.year < 10_000:
        raise ValueError(f"the year {one.year} is none")
    page = _own_page(one)
    own = {f"p:{page}"} if page else set()
    return Row(
        indexed=indexed,
        document=document,
        title=" ".join(indexed.title_terms),
        text=" ".join(indexed.text_terms),
        folded_title=" ".join(indexed.folded_title),
        moment=moment_of(one),
        page=page,
        audience=content_of(Kind.AUDIENCE, one.audience),
        ancestors=content_of(Kind.ANCESTORS, one.ancestors - own),
        type=content_of(Kind.TYPE, [one.type]),
        lang=content_of(Kind.LANG, [one.lang]),
        themes=content_of(Kind.THEMES, one.themes),
        places=content_of(Kind.PLACES, one.places),
        format=content_of(Kind.FORMAT, [one.format] if one.format else []),
    )


def _own_page(one: SearchDoc) -> int:
    """The page that the document is, if it is one: its own number need not be in a set."""
    kind, _, number = one.key.partition(":")
    own = f"p:{number}"
    return page_numbers([own])[0] if kind == "page" and own in one.ancestors else 0


def moment_of(one: SearchDoc) -> int:
    """Seconds since 1970 of what dates it: events by when they begin (ranking.by_date)."""
    moment = one.starts_at or one.published_at
    return int((moment - EPOCH).total_seconds()) if moment else UNDATED


def place_of(row: Row) -> tuple[int, int]:
    """The first and the last number for a document of this date and static rank.

    Newest on top: an order in which "the newest n" are the first n, without numbering anew. A day
    that is full spills over into what follows it.
    """
    day = max(row.moment // DAY, 0)
    step = int((row.indexed.document.static_rank - LEAST_RANK) / RANKS * (1 << RANK_BITS))
    step = min(step, (1 << RANK_BITS) - 1)
    first = (((day << RANK_BITS) | step) << SLOT_BITS) + 1
    return first, first + (1 << SLOT_BITS) - 1


def facts_of(values: Iterable[int]) -> bytes:
    """FACTS of one document, in their order, as they are stored."""
    return native(array(FACT_CODE, values)).tobytes()


def native(numbers: "array[int]") -> "array[int]":
    """Stored numbers as this machine reads them, and the other way round."""
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers


def microseconds(moment: datetime | None) -> int | None:
    return None if moment is None else (moment - EPOCH) // MICROSECOND


def moment_at(microseconds: int | None) -> datetime | None:
    return None if microseconds is None else EPOCH + microseconds * MICROSECOND


def _written(one: SearchDoc) -> str:
    return json.dumps(asdict(one), ensure_ascii=False, default=_plain)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, frozenset):
        return sorted(value)
    raise TypeError(f"{value!r} cannot be stored")


def read(text: str) -> SearchDoc:
    """The document that was stored as `text`."""
    values = json.loads(text)
    for name in ("published_at", "starts_at"):
        values[name] = datetime.fromisoformat(values[name]) if values[name] else None
    for name in ("labels", "themes", "places"):
        values[name] = tuple(values[name])
    for name in ("audience", "ancestors"):
        values[name] = frozenset(values[name])
    return SearchDoc(**values)
