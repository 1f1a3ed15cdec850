"""Judged collections (search.md §22.9), and the arithmetic of judging."""

import json
import math
import os
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from search.backends.engines import embedded
from search.evaluation.collections import collection_in, index_of, scores_of
from search.evaluation.judging import mean, ndcg

BM25 = 0.373  # plain BM25 on Cranfield, as the collection's README gives it
CRANFIELD = Path(os.environ.get("RELEVANCE_DIR", ""))


def test_ndcg_as_worked_by_hand():
    grades = {"a": 3, "b": 2, "c": 1}
    assert ndcg(["a", "b", "c"], grades) == 1
    assert ndcg(["x", "y"], grades) == 0
    best = 3 + 2 / math.log2(3) + 1 / 2
    assert ndcg(["x", "a", "c"], grades) == pytest.approx((3 / math.log2(3) + 1 / 2) / best)


@given(st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 3)), st.permutations("abcdefgh"))
def test_ndcg_is_between_nothing_and_all(grades, keys):
    assert 0 <= ndcg(keys, grades) <= 1 + 1e-9


@pytest.fixture
def folder(tmp_path):
    """Three documents, two queries."""
    documents = [
        {"id": "1", "title": "Wings", "text": "Wings in a slipstream"},
        {"id": "2", "title": "Heat", "text": "Heat of a plate"},
        {"id": "3", "title": "Plates", "text": "Plates and more plates under heat"},
    ]
    queries = [{"id": "1", "text": "slipstream of the wing"}, {"id": "2", "text": "heat"}]
    for name, rows in (("docs", documents), ("queries", queries)):
        (tmp_path / f"{name}.jsonl").write_text("\n".join(map(json.dumps, rows)))
    (tmp_path / "qrels.tsv").write_text("query_id\tdoc_id\tgain\n1\t1\t4\n2\t2\t3\n2\t3\t1\n")
    return tmp_path


def test_the_command_judges_a_collection_and_leaves_nothing_behind(folder, db, capsys):
    before = connection.introspection.table_names()
    call_command("search_eval", collection=str(folder))
    assert "nDCG@10 1.0000 over 2 queries" in capsys.readouterr().out
    assert connection.introspection.table_names() == before


def test_the_command_fails_below_the_floor(folder, db):
    with pytest.raises(CommandError, match="below the floor"):
        call_command("search_eval", collection=str(folder), floor=1.1)


def test_the_command_measures_and_tells(db, capsys):
    call_command("search_eval", bench=True, documents=60, rounds=1)
    told = capsys.readouterr().out
    assert "60 documents written" in told
    assert "autocomplete" in told
    assert "Wagtail, its" in told


def test_the_command_says_what_is_missing(db, monkeypatch, tmp_path):
    with pytest.raises(CommandError, match="No test collection"):
        call_command("search_eval", collection=str(tmp_path))
    with pytest.raises(CommandError, match="elastic"):
        call_command("search_eval", collection=str(tmp_path), sink="elastic")


@pytest.mark.slow  # indexes 1,400 documents and asks 225 long queries
@pytest.mark.skipif(
    not (CRANFIELD / "qrels.tsv").is_file(),
    reason="RELEVANCE_DIR names no folder with Cranfield: relevance is not judged",
)
@pytest.mark.parametrize(
    "vendor", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]
)
def test_cranfield_is_within_a_hundredth_of_plain_bm25(vendor, db):
    if connection.vendor != vendor:
        pytest.skip(f"this run's database is not {vendor}")
    embedded.cache_clear()
    engine, collection = embedded(), collection_in(CRANFIELD)
    with index_of(engine, "m4d-cranfield", collection.documents) as name:
        scores = scores_of(engine, name, collection)
    assert len(scores) == 225
    assert mean(list(scores.values())) >= BM25 - 0.01
