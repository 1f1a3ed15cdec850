"""Elasticsearch 8 as an engine (search.md §13). The only package of the site that knows it.

An index a generation, written to through an alias of its own, so that a lost index is an error and
not one with guessed fields. What is asked is in `elasticquery`, what is kept in `elasticdocument`.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any, Self

from django.conf import settings
from elasticsearch import Elasticsearch

from search.access import Principal
from search.backends import elasticdocument
from search.backends.base import Answer, Ask, EngineDown, Sort
from search.backends.elasticclient import asking, connected, reaching
from search.backends.elasticquery import search_body, titles_body
from search.backends.elasticwriting import written
from search.documents import Indexed
from search.ranking import Found, by_date

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LEEWAY_S = 0.2  # for the way to the server and back, on top of what it may take itself
PAGE = 2_000  # digests read at a time
KEPT_OPEN = "2m"  # a point in time, between two pages
TYPES = 1_000  # kinds of documents, more than there will be
# All that is read of an answer: the server sends no more.
READ = "timed_out,_shards.failed,hits.total.value,hits.hits._score,hits.hits.fields,aggregations"


class ElasticEngine:
    """The engine with a server.

    `client`: another than the settings name. `timeout_ms`: for a question, in the server.
    `patience_s`: all that anything may take, for saves.
    """

    name = "elasticsearch"
    sink = "elastic"

    def __init__(
        self,
        client: Elasticsearch | None = None,
        *,
        timeout_ms: int | None = None,
        patience_s: float | None = None,
    ) -> None:
        if client is not None:
            self._client = client
        self._timeout_ms = timeout_ms or settings.SEARCH_TIMEOUT_MS
        self._patience_s = patience_s or self._timeout_ms / 1000 + LEEWAY_S

    @cached_property
    def _client(self) -> Elasticsearch:
        # Made when it is first needed: workers are forked, and connections must not be shared.
        return connected()

    def within(self, seconds: float) -> Self:
        """The same engine, which raises EngineDown after so long."""
        return type(self)(self._client.options(request_timeout=seconds), patience_s=seconds)

    def mapping_hash(self) -> str:
        return elasticdocument.mapping_hash()

    def create(self, generation: str) -> None:
        """Make an empty index with its alias for writing. An existing one is left alone."""
        if self.exists(generation):
            return
        with reaching():
            self._client.indices.create(
                index=generation,
                mappings=elasticdocument.MAPPING,
                settings=elasticdocument.settings_of_index(),
                aliases={_write_alias(generation): {}},
            )

    def drop(self, generation: str) -> None:
        """Remove the index, if it is there."""
        with reaching():
            self._client.indices.delete(index=generation, ignore_unavailable=True)

    def exists(self, generation: str) -> bool:
        """Whether the index is there and can be written to."""
        with reaching():
            alias = _write_alias(generation)
            return bool(self._client.indices.exists_alias(index=generation, name=alias))

    def write(
        self,
        generation: str,
        documents: Sequence[Indexed],
        gone: Collection[str],
        version: int,
    ) -> dict[str, str]:
        """See base.Engine.write. The server itself compares versions, and remembers removals."""
        with reaching():
            return written(self._client, _write_alias(generation), documents, gone, version)

    def finish(self, generation: str) -> None:
        """Let what was filled in be seen. The server merges by itself, and better while idle."""
        self.refresh(generation)

    def refresh(self, generation: str) -> None:
        """What was written is seen from now on: else after a second."""
        with reaching():
            self._client.indices.refresh(index=generation)

    def go_live(self, generation: str) -> None:
        """Move the alias `<prefix>-read` to this index, in one step.

        The site asks a generation by its name, as its own table says which one is live; the alias
        tells the same to whoever looks at the server.
        """
        alias = f"{settings.SEARCH_PREFIX}-read"
        everywhere = {"index": f"{settings.SEARCH_PREFIX}-*", "alias": alias, "must_exist": False}
        with reaching():
            self._client.indices.update_aliases(
                actions=[{"remove": everywhere}, {"add": {"index": generation, "alias": alias}}]
            )

    def search(self, generation: str, ask: Ask) -> Answer:
        """See base.Engine.search. Raises EngineDown too for an answer that is not whole."""
        body = self._asked(generation, search_body(ask, self._timeout_ms))
        found = [_found(hit) for hit in body.get("hits", {}).get("hits", ())]
        if ask.sort == Sort.DATE or not ask.question.groups:
            found = by_date(found)
        return Answer(
            found=found,
            total=body["hits"]["total"]["value"],
            facets={
                facet: Counter({str(one["key"]): one["doc_count"] for one in _buckets(counted)})
                for facet, counted in body.get("aggregations", {}).items()
            },
        )

    def titles(
        self, generation: str, words: Sequence[str], principal: Principal, limit: int
    ) -> list[str]:
        """Titles in the reader's language come first; of each those that begin so, then newer."""
        if not words:
            return []
        body = self._asked(generation, titles_body(words, principal, limit, self._timeout_ms))
        return [hit["fields"]["key"][0] for hit in body.get("hits", {}).get("hits", ())]

    def counts(self, generation: str) -> dict[str, int]:
        """Documents by type."""
        by_type = {"types": {"terms": {"field": "type", "size": TYPES}}}
        with reaching():
            answer = self._client.search(index=generation, size=0, aggs=by_type)
        buckets = answer["aggregations"]["types"]["buckets"]
        return {one["key"]: one["doc_count"] for one in buckets}

    def digests(self, generation: str) -> Iterator[tuple[str, str]]:
        """(key, digest) of every document as of now, in order of keys."""
        with reaching():
            opened = self._client.open_point_in_time(index=generation, keep_alive=KEPT_OPEN)
            try:
                yield from self._paged(opened["id"])
            finally:
                self._client.close_point_in_time(id=opened["id"])

    def forget_removals(self, generation: str) -> int:
        """Nothing to do: the server forgets them itself after an hour (`gc_deletes`)."""
        return 0

    def _asked(self, generation: str, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """The server's answer, whole or not at all."""
        client = self._client.options(request_timeout=self._patience_s)
        with asking():
            answer = client.search(index=generation, filter_path=READ, **body).body
        if answer["timed_out"] or answer["_shards"]["failed"]:
            raise EngineDown("timed out" if answer["timed_out"] else "a shard failed")
        return answer

    def _paged(self, point_in_time: str) -> Iterator[tuple[str, str]]:
        after: dict[str, Any] = {}
        while True:
            answer = self._client.search(
                pit={"id": point_in_time, "keep_alive": KEPT_OPEN},
                size=PAGE,
                sort=[{"key": "asc"}],
                stored_fields="_none_",
                docvalue_fields=[{"field": "key"}, {"field": "digest"}],
                track_total_hits=False,
                **after,
            )
            hits = answer["hits"]["hits"]
            yield from ((hit["fields"]["key"][0], hit["fields"]["digest"][0]) for hit in hits)
            if len(hits) < PAGE:
                return
            after = {"search_after": hits[-1]["sort"]}


def _write_alias(generation: str) -> str:
    return f"{generation}-write"


def _buckets(counted: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    return counted["values"]["buckets"]


def _found(hit: Mapping[str, Any]) -> Found:
    fields = {name: values[0] for name, values in hit["fields"].items()}
    return Found(
        key=fields["key"],
        text_score=hit.get("_score") or 0.0,
        type=fields["type"],
        lang=fields["lang"],
        static_rank=round(fields["static_rank"], 6),  # kept in 32 bits
        published_at=_moment(fields.get("published_at")),
        starts_at=_moment(fields.get("starts_at")),
    )


def _moment(milliseconds: str | None) -> datetime | None:
    return None if milliseconds is None else EPOCH + timedelta(milliseconds=int(milliseconds))
