"""The documents as the database has them now: for drains, rebuilds and checks."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

import structlog

from common.indexing import Adapter, SearchDoc, adapters, documents_of
from search.access import anonymous_principal
from search.backends.base import EmbeddedEngine
from search.documents import Indexed, indexed
from search.numbers import draw

log = structlog.get_logger(__name__)

CHUNK = 200  # documents in memory at once


@dataclass(slots=True)
class Batch:
    """Documents read after `version` was drawn, keys that must not be found, and what is broken.

    So a higher version always carries a later reading.
    """

    version: int
    documents: list[Indexed] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    broken: dict[str, str] = field(default_factory=dict)


def read_batch(keys: Collection[str]) -> Batch:
    """The documents of `keys`, under a version drawn before they are read.

    One that its app cannot build holds up no other: it is named among the broken.
    """
    batch = Batch(version=draw())
    try:
        found = documents_of(keys)
    except Exception:  # noqa: BLE001 - whatever an adapter raises; told one by one below
        found = _one_by_one(keys, batch)
    anybody = anonymous_principal()
    batch.documents = [indexed(document, anybody) for document in found.values()]
    batch.gone = [key for key in keys if key not in found and key not in batch.broken]
    return batch


def what_holds(
    engine: EmbeddedEngine, generation: str, batch: Batch
) -> tuple[list[Indexed], list[str]]:
    """Of a batch that was written: the documents that the index has now, the keys it has not.

    What was refused is neither, nor what a newer reading had written before: words of a text that
    was closed meanwhile are not learnt from the older one. Ask it while nobody else can write or
    learn. One query.
    """
    keys = [one.document.key for one in batch.documents] + batch.gone
    stored = engine.digests_of(generation, keys)
    documents = [one for one in batch.documents if stored.get(one.document.key) == one.digest]
    return documents, [key for key in batch.gone if key not in stored]


def chunked(keys: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    """`keys` in parts of at most `size`."""
    for start in range(0, len(keys), size):
        yield keys[start : start + size]


def every_batch() -> Iterator[Batch]:
    """Everything that should be found, in batches, adapter by adapter."""
    for adapter in adapters():
        for keys in _keys_of(adapter):
            yield read_batch(keys)


def _one_by_one(keys: Collection[str], batch: Batch) -> dict[str, SearchDoc]:
    found: dict[str, SearchDoc] = {}
    for key in keys:
        try:
            found |= documents_of([key])
        except Exception as problem:
            log.exception("search.document_broken", key=key)
            batch.broken[key] = f"{type(problem).__name__}: {problem}"
    return found


def _keys_of(adapter: Adapter) -> Iterator[list[str]]:
    last = None
    while True:
        rows = adapter.queryset()
        if last is not None:
            rows = rows.filter(pk__gt=last)
        chunk = list(rows[:CHUNK])
        if not chunk:
            return
        yield [key for row in chunk for key in adapter.keys_of(row)]
        last = chunk[-1].pk
