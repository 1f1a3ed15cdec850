"""`query`: the only door to the search. One SearchRequest, one Principal, one answer."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import ceil

from common.indexing import SearchDoc
from search.access import Principal
from search.facets import facets_shown, names_of, without
from search.generations import one_and_the_same
from search.parser import ParsedQuery, parse
from search.ranking import Found
from search.request import MAX_PAGE, PAGE_SIZE, SearchRequest
from search.results import Results
from search.selectors.asked import FEW, Attempt, attempt, meant_instead
from search.selectors.bridges import bridges_from
from search.selectors.order import in_order, page_of
from search.selectors.showing import behind_the_wall, hits_of, stored_documents


@one_and_the_same()
def query(request: SearchRequest, principal: Principal) -> Results:
    """What the reader finds, as they may see it, ready to be shown.

    Raises EngineDown where no engine answers. The number of database queries does not grow with
    hits: two for each type shown and a few more (§20).
    """
    parsed = parse(request.text)
    asked = attempt(
        parsed,
        principal,
        selected=request.selected,
        sort=request.sort,
        spellings=not request.exact,
    )
    answer = asked.answered.answer
    page = page_of(in_order(asked, request.sort, principal.lang), request.page)
    documents = behind_the_wall(page, principal)
    total = answer.total - (len(page) - len(documents))
    counts = _counts(answer.facets, page, documents)
    names = names_of(_values(counts, request.selected, documents))
    return Results(
        query=request.text,
        hits=hits_of(documents, asked.question, principal, names),
        total=total,
        total_is_cut=answer.is_cut,
        page=request.page,
        pages=min(max(ceil(total / PAGE_SIZE), 1), MAX_PAGE),
        facets=facets_shown(counts, request.selected, names),
        did_you_mean=asked.did_you_mean or _meant(request, parsed, asked, principal),
        is_corrected=asked.is_corrected,
        relaxed=asked.relaxed,
        notices=request.notices,
        bridges=bridges_from(request, parsed, documents, principal) if request.page == 1 else None,
        engine=asked.answered.engine,
        ms=asked.answered.ms,
    )


def _meant(
    request: SearchRequest, parsed: ParsedQuery, asked: Attempt, principal: Principal
) -> str:
    """Another spelling to propose, on the first page of a search that is not asked as written."""
    if request.exact or request.page > 1 or asked.total < FEW or not asked.question.groups:
        return ""
    return meant_instead(parsed, principal, request.selected)


def _counts(
    counted: Mapping[str, Counter[str]], page: Sequence[Found], seen: Sequence[SearchDoc]
) -> Mapping[str, Counter[str]]:
    """The counts of facets, without what the wall has dropped of the page."""
    keys = {one.key for one in seen}
    dropped = [one.key for one in page if one.key not in keys]
    return without(counted, stored_documents(dropped).values()) if dropped else counted


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
