"""The order of finds, by the same numbers for every engine (search.md §8).

score = text × recency × static × language. An engine gives the 500 best by text; this decides
their order.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from common.indexing import Ageing, kind

BEST = 500  # finds that the factors apply to
HALF_LIFE_DAYS = 548  # eighteen months
NEWS_FLOOR = 0.6  # what is old stays findable
TO_COME = 1.2
OWN_LANGUAGE = 1.15


@dataclass(slots=True)  # not frozen: five hundred are made for each search, at a third of the time
class Found:
    """A document that an engine found, with what the factors need; times in UTC.

    `type` is a Kind's code: how the document ages is the Kind's to say. Only what begins at a
    moment, such as an event, has `starts_at`.
    """

    key: str
    text_score: float
    type: str
    lang: str
    static_rank: float = 1.0
    published_at: datetime | None = None
    starts_at: datetime | None = None


def ranked(found: Iterable[Found], *, language: str, now: datetime) -> list[Found]:
    """Best first for a reader of `language`; ties by newer, then by key."""
    return sorted(found, key=lambda one: (-score_of(one, language, now), -_age(one), one.key))


def score_of(one: Found, language: str, now: datetime) -> float:
    """The text's score times the factors."""
    own = OWN_LANGUAGE if one.lang.partition("-")[0] == language.partition("-")[0] else 1.0
    return one.text_score * recency(one, now) * one.static_rank * own


def recency(one: Found, now: datetime) -> float:
    """1 for what does not age; news halves in 18 months and keeps 0.6; what is to come has 1.2."""
    known = kind(one.type)
    ageing = known.ageing if known else Ageing.NEVER
    if ageing is Ageing.EVENT and one.starts_at and one.starts_at > now:
        return TO_COME
    return 1.0 if ageing is Ageing.NEVER else _faded(one.starts_at or one.published_at, now)


def _faded(moment: datetime | None, now: datetime) -> float:
    if moment is None:
        return NEWS_FLOOR
    days = max((now - moment).total_seconds() / 86_400, 0.0)
    return max(0.5 ** (days / HALF_LIFE_DAYS), NEWS_FLOOR)


def by_date(found: Iterable[Found]) -> list[Found]:
    """Newest first: by when it begins, where it begins at a moment, else by its publication."""
    return sorted(found, key=lambda one: (-_age(one), one.key))


def _age(one: Found) -> float:
    """Seconds since 1970 of the moment that dates it; long ago if nothing does."""
    moment = one.starts_at or one.published_at
    return moment.timestamp() if moment else float("-inf")
