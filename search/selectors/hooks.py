"""The answers to what lower apps ask through `common.indexing` (search.md §3)."""

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

import structlog
from django.conf import settings
from django.utils.translation import get_language

from common.indexing import Finds, Similar, can_view, provide
from common.languages import address_for_reader
from search.access import Principal, principal_for
from search.analysis import fold, forms_of, words_of
from search.backends import engines
from search.backends.base import EngineDown, Sort
from search.generations import live
from search.models import Sink
from search.parser import MAX_GROUPS, parse
from search.ranking import Found
from search.request import PAGE_SIZE
from search.selectors.asked import Attempt, attempt, languages_for
from search.selectors.order import in_order, page_of
from search.selectors.showing import stored_documents

if TYPE_CHECKING:
    from common.typing import AnyUser

log = structlog.get_logger(__name__)

MANY_WORDS = 60  # of a text that is compared


@provide("find")
def find(
    text: str,
    *,
    user: "AnyUser",
    types: Collection[str],
    facets: Mapping[str, Collection[str]],
    page: int | None,
    all_words: bool,
) -> Finds:
    """The keys of a page of finds, or of the best 500, that `user` may see.

    Not answered while no engine does: the caller asks the database then.
    """
    principal = principal_for(user, get_language() or settings.LANGUAGE_CODE)
    selected = {name: frozenset(values) for name, values in facets.items() if values}
    if types:
        selected["type"] = frozenset(types)
    try:
        sort = Sort.DATE if all_words else Sort.BEST
        asked = attempt(parse(text), principal, selected=selected, sort=sort, with_facets=False)
    except EngineDown as problem:
        log.warning("search.find_unanswered", problem=str(problem))
        return Finds()
    found = in_order(asked, sort, principal.lang)
    if page is not None:
        found = page_of(found, page)
    keys = _seen(found, principal)
    total = asked.total - (len(found) - len(keys))
    return Finds(keys=tuple(keys), total=total, is_answered=True)


@provide("similar")
def similar(text: str, *, user: "AnyUser", types: Collection[str], n: int) -> list[Similar]:
    """At most `n` things that share the rarest words of `text`, best first."""
    principal = principal_for(user, get_language() or settings.LANGUAGE_CODE)
    selected = {"type": frozenset(types)} if types else {}
    try:
        words = _rarest(text, principal.lang)
        asked = _about(words, principal, selected) if words else None
    except EngineDown as problem:
        log.warning("search.similar_unanswered", problem=str(problem))
        return []
    if asked is None:
        return []
    found = in_order(asked, Sort.BEST, principal.lang)[: max(n, PAGE_SIZE)]
    keys = _seen(found, principal)[:n]
    stored = stored_documents(keys)
    return [
        Similar(key, one.title, address_for_reader(one.url), one.lang)
        for key in keys
        if (one := stored.get(key))
    ]


def _about(
    words: list[str], principal: Principal, selected: Mapping[str, frozenset[str]]
) -> Attempt:
    return attempt(parse(" ".join(words)), principal, selected=selected, with_facets=False)


def _seen(found: list[Found], principal: Principal) -> list[str]:
    """The wall, for keys alone."""
    seen = can_view(principal.user, {one.key: one.type for one in found})
    return [one.key for one in found if one.key in seen]


def _rarest(text: str, lang: str) -> list[str]:
    """The twelve words of a text that tell most of it: those that fewest public documents hold."""
    words = list(dict.fromkeys(words_of(fold(text))))[:MANY_WORDS]
    forms = {word: forms_of(word, languages_for(lang)) for word in words}
    generation = live(Sink.EMBEDDED)
    if generation is None:
        raise EngineDown("no index was ever built: search_rebuild")
    every = {form for some in forms.values() for form in some}
    counted = engines.embedded().public_frequencies(generation, every)
    known = {word: sum(counted.get(form, 0) for form in forms[word]) for word in words}
    telling = sorted((word for word in words if known[word]), key=lambda word: known[word])
    return telling[:MAX_GROUPS]
