"""From keys to what a reader sees: the wall, names, marks (search.md §5, §9)."""

from collections.abc import Sequence

import structlog
from django.utils.safestring import SafeString

from common.indexing import SearchDoc, adapter_of_type, bylines, can_view, folded, kind, touch
from common.languages import address_for_reader
from search.access import Principal
from search.asking import Question
from search.backends import engines
from search.facets import Names
from search.generations import live
from search.highlight import highlighted, snippet
from search.models import Sink
from search.ranking import Found
from search.results import Hit

log = structlog.get_logger(__name__)


def behind_the_wall(found: Sequence[Found], principal: Principal) -> list[SearchDoc]:
    """The stored documents of `found`, in order, that the reader may see by the database's word.

    The filter of the engine has admitted them; one that fails here was stored with rights that
    hold no longer. It is dropped, told of and indexed anew. At most two queries a type.
    """
    stored = stored_documents([one.key for one in found])
    # By its own type: an index that lags behind does not decide who is asked.
    types = {key: document.type for key, document in stored.items()}
    seen = can_view(principal.user, types)
    redacted = [one.key for one in found if one.key not in seen]
    if redacted:
        log.error("search.redacted", keys=redacted)
        touch(redacted)
    return [stored[one.key] for one in found if one.key in seen]


def stored_documents(keys: Sequence[str]) -> dict[str, SearchDoc]:
    """What the index in the database keeps of these keys: hits of every engine show it."""
    generation = live(Sink.EMBEDDED)
    return engines.embedded().shown(generation, keys) if generation and keys else {}


def hits_of(
    documents: Sequence[SearchDoc], question: Question, principal: Principal, names: Names
) -> tuple[Hit, ...]:
    """The documents as rows of a page. What nobody signs costs no query."""
    types = {one.key: one.type for one in documents}
    signed, away = bylines(principal.user, types), folded(principal.user, types)
    return tuple(
        _hit(one, question, names, signed.get(one.key, ""), is_folded=one.key in away)
        for one in documents
    )


def _hit(
    document: SearchDoc, question: Question, names: Names, byline: str, *, is_folded: bool
) -> Hit:
    called = kind(document.type)
    adapter = adapter_of_type(document.type)
    formats = adapter.formats() if adapter and document.format else {}
    return Hit(
        key=document.key,
        type=document.type,
        type_label=str(called.one) if called else document.type,
        lang=document.lang,
        title=document.title,
        title_html=highlighted(document.title, question, document.lang),
        url=address_for_reader(document.url),
        snippet_html=_snippet(document, question),
        published_at=document.published_at,
        starts_at=document.starts_at,
        byline=byline,
        places=names.places(document.places),
        format_label=str(formats.get(document.format, "")),
        size=document.size,
        is_folded=is_folded,
    )


def _snippet(document: SearchDoc, question: Question) -> SafeString:
    """Words around the find: of the summary, else of the body if that holds more of them."""
    of_summary = snippet(document.summary, question, document.lang)
    if "<mark>" in of_summary or not document.body:
        return of_summary
    of_body = snippet(document.body, question, document.lang)
    return of_body if "<mark>" in of_body or not document.summary else of_summary
