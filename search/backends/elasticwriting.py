"""Storing and removing in Elasticsearch (search.md §13, §14)."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from elasticsearch import Elasticsearch, helpers

from search.backends.base import EngineDown
from search.backends.elasticdocument import source_of
from search.documents import Indexed

BATCH = 500  # documents in a request
BATCH_BYTES = 10 * 1024 * 1024
BAD_REQUEST, NOT_FOUND, CONFLICT = 400, 404, 409
Action = dict[str, Any]


def written(
    client: Elasticsearch,
    alias: str,
    documents: Sequence[Indexed],
    gone: Collection[str],
    version: int,
) -> dict[str, str]:
    """Store and remove through `alias`, each only where nothing newer is known of its key.

    Returns refused keys with the reason. Raises EngineDown where the alias leads nowhere, or the
    server takes nothing.
    """
    refused: dict[str, str] = {}
    actions = [*_stored(documents, version, refused), *_removed(gone, version)]
    if not documents and gone and not client.indices.exists_alias(name=alias):
        # `require_alias` does not hold for removals: with a version of ours they make an index.
        raise EngineDown(f"the index behind {alias} is lost")
    _done, problems = helpers.bulk(
        client,
        actions,
        index=alias,
        chunk_size=BATCH,
        max_chunk_bytes=BATCH_BYTES,
        raise_on_error=False,
        require_alias=True,  # of the call: inside an action it is dropped without a word
    )
    for problem in problems:  # type: ignore[union-attr]  # a list, as `stats_only` is not asked for
        refused |= _refusal(problem)
    return refused


def _stored(
    documents: Sequence[Indexed], version: int, refused: dict[str, str]
) -> Iterator[Action]:
    for one in documents:
        key = one.document.key
        try:
            source = source_of(one)
        except ValueError as problem:
            refused[key] = str(problem)
        else:
            yield _action("index", key, version) | {"_source": source}


def _removed(gone: Collection[str], version: int) -> Iterator[Action]:
    return (_action("delete", key, version) for key in gone)


def _action(kind: str, key: str, version: int) -> Action:
    return {"_op_type": kind, "_id": key, "version": version, "version_type": "external_gte"}


def _refusal(problem: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """The key of what the server will never take, with the reason; nothing for what is no failure.

    Raises EngineDown for what it may take another time.
    """
    (kind, item), *_ = problem.items()
    status, error = item["status"], item.get("error") or {}
    if status == CONFLICT:
        return {}  # somebody wrote something newer: that is what we want
    if kind == "delete" and status == NOT_FOUND and not error:
        return {}  # it was not there
    if status == BAD_REQUEST:
        return {item["_id"]: f"{error.get('type')}: {error.get('reason')}"}
    raise EngineDown(f"{status} {error.get('type', '')}")
