"""Titles that begin with what is being typed (search.md §9): an ordinary query, rights and all."""

from common.indexing import SearchDoc, can_view
from search.access import Principal
from search.analysis import plain_terms
from search.backends import engines
from search.generations import live
from search.models import Sink
from search.selectors.showing import stored_documents

LEAST = 2  # characters
MOST = 8  # entries


def titles(text: str, principal: Principal, *, limit: int = MOST) -> list[SearchDoc]:
    """At most `limit` documents whose title holds these words, the last one as a beginning.

    Nothing before two characters. Asked of the index in the database, which is the nearest.
    """
    words = plain_terms(text[:256])
    generation = live(Sink.EMBEDDED)
    if generation is None or len("".join(words)) < LEAST:
        return []
    keys = engines.embedded().titles(generation, words, principal, limit)
    stored = stored_documents(keys)
    seen = can_view(principal.user, {key: one.type for key, one in stored.items()})
    return [stored[key] for key in keys if key in seen]
