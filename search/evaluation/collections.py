"""A public test collection in an index of its own, asked as the engines are asked (§18, §22.9)."""

import csv
import json
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from common.audiences import PUBLIC
from common.indexing import SearchDoc
from search.access import Principal
from search.analysis import terms_of
from search.asking import Asked, AskedGroup, Question
from search.backends.base import Ask, Engine
from search.documents import Indexed
from search.evaluation.judging import Judged, ndcg
from search.ranking import ranked

LANGUAGE = "en"
BATCH = 500
ANYBODY = Principal(frozenset({PUBLIC}), frozenset(), LANGUAGE, True, AnonymousUser())


@dataclass(frozen=True, slots=True)
class TestCollection:
    """Documents and judged queries of one folder."""

    documents: list[SearchDoc]
    queries: list[Judged]


def collection_in(folder: Path) -> TestCollection:
    """Read `docs.jsonl` (id, title, text), `queries.jsonl` (id, text), `qrels.tsv` with a header.

    Raises OSError where a file is missing, ValueError where a line is none of ours.
    """
    grades: dict[str, dict[str, int]] = defaultdict(dict)
    with (folder / "qrels.tsv").open(newline="") as file:
        for query, document, gain in list(csv.reader(file, delimiter="\t"))[1:]:
            grades[query][f"doc:{document}"] = int(gain)
    documents = [
        SearchDoc(
            key=f"doc:{one['id']}",
            type="document",
            lang=LANGUAGE,
            title=one["title"],
            body=one["text"],
            url=f"/{one['id']}/",
            audience=frozenset({PUBLIC}),
        )
        for one in _lines(folder / "docs.jsonl")
    ]
    queries = [
        Judged(one["id"], one["text"], grades[one["id"]])
        for one in _lines(folder / "queries.jsonl")
    ]
    return TestCollection(documents, queries)


def _lines(path: Path) -> list[dict[str, Any]]:
    with path.open() as file:
        return [json.loads(line) for line in file]


@contextmanager
def index_of(engine: Engine, name: str, documents: list[SearchDoc]) -> Iterator[str]:
    """A finished index of these documents that goes afterwards. Gives its name."""
    engine.drop(name)
    engine.create(name)
    try:
        for at in range(0, len(documents), BATCH):
            part = [Indexed(one, True) for one in documents[at : at + BATCH]]
            if refused := engine.write(name, part, (), 1):
                raise ValueError(f"refused: {refused}")
        engine.finish(name)
        yield name
    finally:
        engine.drop(name)


def scores_of(engine: Engine, name: str, collection: TestCollection) -> dict[str, float]:
    """nDCG@10 by query. Whole questions of any number of words: what is measured is the order."""
    now = timezone.now()
    scores = {}
    for query in collection.queries:
        ask = Ask(question=question_of_all(query.text), principal=ANYBODY, with_facets=False)
        found = ranked(engine.search(name, ask).found, language=LANGUAGE, now=now)
        scores[query.id] = ndcg([one.key for one in found], query.grades)
    return scores


def question_of_all(text: str) -> Question:
    """Any of the terms of a text, however long: the box reads only twelve words of a query."""
    terms = dict.fromkeys(terms_of(text, LANGUAGE))
    return Question(tuple(AskedGroup((Asked((term,)),)) for term in terms))
