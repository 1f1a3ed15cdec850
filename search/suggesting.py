"""What may be meant by the first letters: titles, then what others search (search.md §9)."""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from common.indexing import kind
from common.languages import address_for_reader
from common.parts import part
from search.access import Principal, anonymous_principal
from search.analysis import fold, plain_terms, words_of
from search.backends.base import Sort
from search.log import BLANK
from search.models import QueryLog, SpellWord
from search.parser import parse
from search.selectors import titles
from search.selectors.asked import attempt

MOST = 8  # entries
LEAST = 2  # letters
MOST_SEARCHES = 3  # of them searches of others: each costs a query of its own
POPULAR_DAYS = 30
POPULAR_VISITORS = 3
POPULAR_KEPT = 200
POPULAR_ROWS = 5_000  # days of searches that are looked at


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One entry: what it says, where it leads, and what it is in a word."""

    label: str
    url: str
    kind: str


def entries(typed: str, principal: Principal) -> list[Suggestion]:
    """At most eight: titles that this reader may see, then searches that find something public."""
    if len("".join(plain_terms(typed))) < LEAST:
        return []
    found = [
        Suggestion(
            one.title,
            address_for_reader(one.url),
            str(called.one) if (called := kind(one.type)) else "",
        )
        for one in titles(typed, principal, limit=MOST)
    ]
    room = min(MOST - len(found), MOST_SEARCHES)
    return found + (_searches(typed, principal.lang, room) if room else [])


def _searches(typed: str, lang: str, room: int) -> list[Suggestion]:
    """What three visitors searched on one of thirty days, if it finds something public now."""
    beginning = fold(typed)
    alike = [one for one in _popular(lang) if fold(one).startswith(beginning)]
    found: list[Suggestion] = []
    anybody = anonymous_principal(lang) if alike else None
    for query in alike[: 2 * room]:
        if anybody is not None and _finds_something(query, anybody):
            address = f"{reverse('search')}?{urlencode({'q': query})}"
            found.append(Suggestion(query, address, _("Search")))
        if len(found) == room:
            break
    return found


def _finds_something(query: str, anybody: Principal) -> bool:
    """All of its words, in one text: of many words, what is offered must not hang on any one."""
    sort = Sort.DATE  # the order in which all words are asked for (§7)
    asked = attempt(parse(query), anybody, selected={}, sort=sort, with_facets=False, limit=1)
    return asked.answered.answer.total > 0 and not asked.relaxed


def _popular(lang: str) -> list[str]:
    """Searches of this language, most asked first. Two queries a minute."""
    return part("search:popular", lang, viewer=None, make=lambda: _read_popular(lang))


def _read_popular(lang: str) -> list[str]:
    """Of three visitors of one day: nobody's mark outlives the day, so one person of three days
    would be three, and their words would be everybody's (decision 0248). Without those that have a
    word which editors have blocked."""
    first_day = timezone.now().date() - timedelta(days=POPULAR_DAYS)
    rows = (
        QueryLog.objects.filter(day__gte=first_day, lang=lang, hits__gt=0)
        .exclude(query__contains=BLANK)
        .values("query", "day")
        .annotate(visitors=Count("visitor", distinct=True))
        .filter(visitors__gte=POPULAR_VISITORS)
        .order_by("-visitors", "query", "day")
    )
    asked: Counter[str] = Counter()
    for query, visitors in rows.values_list("query", "visitors")[:POPULAR_ROWS]:
        asked[query] += visitors
    blocked = set(SpellWord.objects.filter(lang=lang, blocked=True).values_list("term", flat=True))
    offered = [query for query in asked if blocked.isdisjoint(words_of(fold(query)))]
    return sorted(offered, key=lambda query: (-asked[query], query))[:POPULAR_KEPT]
