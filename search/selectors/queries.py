"""`query`: the only door to the search. One SearchRequest, one Principal, one answer."""

from collections.abc import Iterable, Mapping
from math import ceil

from django.utils import timezone

from common.indexing import SearchDoc
from search.access import Principal
from search.backends.base import Sort
from search.facets import facets_shown, names_of
from search.parser import parse
from search.ranking import Found, by_date, ranked
from search.request import MAX_PAGE, PAGE_SIZE, SearchRequest
from search.results import Results
from search.selectors.asked import Attempt, attempt
from search.selectors.showing import behind_the_wall, hits_of


def query(request: SearchRequest, principal: Principal) -> Results:
    """What the reader finds, as they may see it, ready to be shown.

    Raises EngineDown where no engine answers. The number of database queries does not grow with
    hits: two for each type shown and a few more (§20).
    """
    asked = attempt(parse(request.text), principal, selected=request.selected, sort=request.sort)
    answer = asked.answered.answer
    page = page_of(in_order(asked, request.sort, principal.lang), request.page)
    documents = behind_the_wall(page, principal)
    total = answer.total - (len(page) - len(documents))
    names = names_of(_values(answer.facets, request.selected, documents))
    return Results(
        query=request.text,
        hits=hits_of(documents, asked.question, principal, names),
        total=total,
        total_is_cut=answer.is_cut,
        page=request.page,
        pages=min(max(ceil(total / PAGE_SIZE), 1), MAX_PAGE),
        facets=facets_shown(answer.facets, request.selected, names),
        relaxed=asked.relaxed,
        notices=request.notices,
        engine=asked.answered.engine,
        ms=asked.answered.ms,
    )


def in_order(asked: Attempt, sort: Sort, lang: str) -> list[Found]:
    """The finds as they are listed: by date where asked for, or where there are no words."""
    found = asked.answered.answer.found
    if not asked.question.groups or (sort is Sort.DATE and not asked.relaxed):
        return by_date(found)
    return ranked(found, language=lang, now=timezone.now())


def page_of(found: list[Found], page: int) -> list[Found]:
    return found[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]


def _values(
    counts: Mapping[str, Iterable[str]],
    selected: Mapping[str, Iterable[str]],
    documents: Iterable[SearchDoc],
) -> dict[str, set[str]]:
    """Every value whose name the page needs, by facet."""
    values = {facet: set(counted) for facet, counted in counts.items()}
    for facet, chosen in selected.items():
        values.setdefault(facet, set()).update(chosen)
    values.setdefault("country", set()).update(
        place for document in documents for place in document.places
    )
    return values
