"""A document as Elasticsearch keeps it: finished terms to be found, values to filter and order by.

Nothing is shown from here: a find is a key, and the index in the database keeps the texts.
"""

import hashlib
import json
from datetime import datetime
from typing import Any

from django.conf import settings
from elasticsearch.dsl import (
    Boolean,
    Date,
    Document,
    Float,
    Integer,
    Keyword,
    MetaField,
    Text,
)

from search.documents import ANALYSIS_VERSION, Indexed

# BM25 as search.md §8 names it; the removals of an hour are remembered, so that older writes do not
# bring anything back. One shard: counts and the numbers behind scores are exact.
SETTINGS: dict[str, Any] = {
    "number_of_shards": 1,
    "refresh_interval": "1s",
    "gc_deletes": "1h",
    "similarity": {"default": {"type": "BM25", "k1": 1.2, "b": 0.75}},
}
PREFIXES = {"min_chars": 2, "max_chars": 10}


def terms() -> Text:
    """Our finished terms, joined by blanks: the server analyses nothing (search.md §6)."""
    return Text(analyzer="whitespace")


class FindableDocument(Document):
    """The fields of an index. A field that is not named here is refused, never guessed.

    `dated_at` is the moment that dates a thing: when it begins, else its publication
    (ranking.by_date).
    """

    key = Keyword()  # ties are sorted by it: the server refuses _id
    title = terms()
    text = terms()
    title_folded = Text(analyzer="whitespace", index_prefixes=PREFIXES)
    type = Keyword()
    lang = Keyword()
    format = Keyword()
    audience = Keyword()
    ancestors = Keyword()
    themes = Keyword()
    places = Keyword()
    year = Integer()
    published_at = Date()
    starts_at = Date()
    dated_at = Date()
    static_rank = Float()
    public = Boolean()
    digest = Keyword()

    class Meta:
        dynamic = MetaField("strict")  # a plain "strict" is ignored without a word


MAPPING: dict[str, Any] = FindableDocument._doc_type.mapping.to_dict()


def settings_of_index() -> dict[str, Any]:
    """SETTINGS, with as many copies as this server has room for."""
    return {"index": SETTINGS | {"number_of_replicas": settings.SEARCH_REPLICAS}}


def mapping_hash() -> str:
    """Changes when documents have to be stored anew: fields, settings, analysis."""
    made_of = json.dumps([MAPPING, SETTINGS, ANALYSIS_VERSION], sort_keys=True)
    return hashlib.blake2b(made_of.encode(), digest_size=8).hexdigest()


def source_of(indexed: Indexed) -> dict[str, Any]:
    """The fields of one document, without those that are empty.

    Raises ValueError where it cannot be stored: a lone surrogate is no text.
    """
    one = indexed.document
    source = {
        "key": one.key,
        "title": " ".join(indexed.title_terms),
        "text": " ".join(indexed.text_terms),
        "title_folded": " ".join(indexed.folded_title),
        "type": one.type,
        "lang": one.lang,
        "format": one.format,
        "audience": sorted(one.audience),
        "ancestors": sorted(one.ancestors),
        "themes": sorted(set(one.themes)),
        "places": sorted(set(one.places)),
        "year": one.year,
        "published_at": _moment(one.published_at),
        "starts_at": _moment(one.starts_at),
        "dated_at": _moment(one.starts_at or one.published_at),
        "static_rank": one.static_rank,
        "public": indexed.public,
        "digest": indexed.digest,
    }
    # The whole bulk would be refused, not only this document.
    json.dumps(source, ensure_ascii=False).encode()
    return {name: value for name, value in source.items() if value not in ("", [], None)}


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="milliseconds") if moment else None
