"""The order in which finds are listed, and the part of it that a page shows."""

from django.utils import timezone

from search.backends.base import Sort
from search.ranking import Found, by_date, ranked
from search.request import PAGE_SIZE
from search.selectors.asked import Attempt


def in_order(asked: Attempt, sort: Sort, lang: str) -> list[Found]:
    """The finds by date where asked for, or where there are no words; else the best first."""
    found = asked.answered.answer.found
    if not asked.question.groups or (sort is Sort.DATE and not asked.relaxed):
        return by_date(found)
    return ranked(found, language=lang, now=timezone.now())


def page_of(found: list[Found], page: int) -> list[Found]:
    """Twenty of them."""
    return found[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
