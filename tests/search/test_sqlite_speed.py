"""What makes search in SQLite fast, by its causes and not by the clock (search.md §22.11)."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from search.asking import OTHER_WORDS, Asked, AskedGroup, Question
from search.backends.base import Sort
from search.backends.sqlite import SQLiteEngine
from search.backends.sqltables import Tables
from tests.search.contract.box import ANYBODY, MEMBER, Box, document, question

BUDGET = 20
WORDS = ["alpha", "beta", "gamma", "delta", "epsilon"]
GENERATION = "m4d-speed"


@pytest.fixture
def box(db):
    if connection.vendor != "sqlite":
        pytest.skip("about SQLite")
    box = Box(SQLiteEngine(), GENERATION)
    box.engine.create(GENERATION)
    # alpha in every document, beta in every second, … so that some are too common for the budget.
    box.write(
        *(
            document(
                f"post:{n}",
                f"Letter {n}",
                " ".join(word for at, word in enumerate(WORDS, 1) if n % at == 0),
                type=("news", "event", "post")[n % 3],
            )
            for n in range(1, 121)
        )
    )
    box.engine.budget = BUDGET
    return box


def spread(*words: str, other: str = "") -> Question:
    groups = [AskedGroup((Asked((word,)),)) for word in words]
    if other:
        groups.append(AskedGroup((Asked(("zeta",)), Asked((other,), weight=OTHER_WORDS))))
    return Question(tuple(groups))


ASKED = {
    "one word": (spread("alpha"), {}),
    "one rare word": (spread("epsilon"), {}),
    "five words": (spread(*WORDS[:2], "gamma", "delta", "epsilon"), {}),
    "with a synonym": (spread("gamma", "delta", other="epsilon"), {}),
    "with a selection": (spread("alpha"), {"selected": {"type": {"news"}}}),
    "all of it": (
        spread("beta", "gamma", "delta", other="epsilon"),
        {"selected": {"type": {"news"}, "lang": {"en"}}},
    ),
    "by date": (spread("alpha", "beta"), {"sort": Sort.DATE, "selected": {"type": {"news"}}}),
    "both": (spread("alpha", other="beta"), {"required": 2}),
    "without": (question("alpha -beta"), {}),
    "everything": (question(""), {"selected": {"type": {"news"}}}),
    "of titles": (question("who"), {}),
}


@pytest.mark.parametrize(("asked", "values"), ASKED.values(), ids=ASKED.keys())
@pytest.mark.parametrize("who", [ANYBODY, MEMBER], ids=["anybody", "member"])
def test_no_more_rows_than_the_budget_in_three_statements_of_full_text(box, asked, values, who):
    looked_at = []

    def note(execute, sql, parameters, many, context):
        result = execute(sql, parameters, many, context)
        if "LIMIT" in sql:
            assert parameters[-1] <= BUDGET + 1
            looked_at.append(sql)
        return result

    with CaptureQueriesContext(connection) as queries, connection.execute_wrapper(note):
        answer = box.ask(asked, who, **values)
    assert sum("MATCH" in query["sql"] for query in queries) <= 3
    assert len(queries) <= 12
    assert looked_at
    assert answer.total <= BUDGET


def test_the_plan_is_full_text_outside_and_integers_by_their_number_inside(box):
    with CaptureQueriesContext(connection) as queries:
        box.ask("alpha beta", MEMBER, selected={"type": {"news"}})
    [first, *_] = [query["sql"] for query in queries if "MATCH" in query["sql"]]
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {first.replace('%', '%%')}")
        plan = [row[-1] for row in cursor.fetchall()]
    assert re.match(r"SCAN search_text_\w+ VIRTUAL TABLE INDEX", plan[0])
    assert plan[1].startswith("SEARCH m USING INTEGER PRIMARY KEY (rowid=?)")
    assert not any("TEMP B-TREE FOR ORDER BY" in step for step in plan)


def test_below_the_budget_nothing_is_cut_and_above_it_is_said(box):
    rare = box.ask("epsilon -alpha OR epsilon", required=1)
    assert (rare.total, rare.is_cut) == (0, False)
    box.engine.budget = 24
    assert (box.ask(spread("epsilon")).total, box.ask(spread("epsilon")).is_cut) == (24, False)
    box.engine.budget = 23
    cut = box.ask(spread("epsilon"))
    assert (cut.total, cut.is_cut) == (23, True)


def test_rare_words_lead_to_the_rows_and_scores_stay_those_of_the_whole_question(box):
    """The rare words are counted twice by FTS5, and taken off once."""
    asked = spread("gamma", "delta", "epsilon")
    box.engine.budget = 1_000
    whole = {one.key: one.text_score for one in box.ask(asked).found}
    box.engine.budget = 60  # epsilon 24 and delta 30, not gamma 40
    cut = box.ask(asked)
    assert cut.is_cut
    assert cut.total == 48  # documents with epsilon or delta
    for one in cut.found:
        assert one.text_score == pytest.approx(whole[one.key])


def test_synonyms_weigh_six_tenths_however_they_are_counted(box):
    box.engine.budget = 1_000
    for required in (1, 2):
        typed = {one.key: one.text_score for one in box.ask(spread("gamma", "delta")).found}
        alone = {one.key: one.text_score for one in box.ask(spread("gamma")).found}
        asked = Question(
            (
                AskedGroup((Asked(("gamma",)),)),
                AskedGroup((Asked(("delta",), weight=OTHER_WORDS),)),
            )
        )
        found = box.ask(asked, required=required).found
        assert found
        for one in found:
            delta = typed[one.key] - alone.get(one.key, 0.0)
            expected = typed[one.key] - (1 - OTHER_WORDS) * delta
            assert one.text_score == pytest.approx(expected, rel=1e-6)


def test_a_very_common_word_finds_it_in_titles_first(box):
    box.write(document("page:1", "Alpha of old", published_at=None))
    answer = box.ask("alpha")
    assert (answer.total, answer.is_cut) == (BUDGET, True)
    assert answer.found[0].key == "page:1"


def test_a_beginning_alone_is_not_weighed_but_found_in_titles_first(box):
    """FTS5 would merge its words once more to weigh it; Elasticsearch gives no weight either."""
    box.write(document("page:1", "Alphabets of old", published_at=None))
    with CaptureQueriesContext(connection) as queries:
        answer = box.ask("al*")
    assert (answer.total, answer.is_cut, answer.found[0].key) == (BUDGET, True, "page:1")
    assert [one.text_score for one in answer.found[1:]] == [1.0] * (BUDGET - 1)
    assert not any("bm25" in query["sql"] for query in queries)
    box.engine.budget = 1_000
    assert box.ask("al*").found[0].key == "page:1"


def test_common_words_are_counted_when_an_index_is_finished_and_not_when_asked(box):
    """Counting a word of all documents takes FTS5 longer than finding it."""
    box.engine.often = 40
    box.engine.finish(GENERATION)
    box.write(gone=[f"post:{n}" for n in range(1, 121) if n % 2 == 0])
    with connection.cursor() as cursor:
        asked = [Asked((word,)) for word in ("beta", "delta")]
        found = box.engine.frequencies_of(cursor, Tables.of(GENERATION), asked)
    assert found == {asked[0]: 60, asked[1]: 0}  # beta as it was, delta is rare: as it is now


def test_what_cannot_be_among_the_best_is_not_weighed_twice(box):
    asked = spread("gamma", "delta", "epsilon")
    box.engine.budget = 60
    whole = box.ask(asked)
    few = box.ask(asked, limit=2)
    assert few.total == whole.total == 48
    assert [one.key for one in few.found] == [one.key for one in whole.found[:2]]
    assert [one.text_score for one in few.found] == [one.text_score for one in whole.found[:2]]


def test_names_of_generations_are_made_safe_and_never_share_tables(db):
    names = ["m4d-a", "m4d_a", "M4D-a", 'x"; DROP TABLE search_outbox; --', "é" * 80, ""]
    tables = [Tables.of(name) for name in names]
    assert len({one.doc for one in tables}) == len(names)
    for one in tables:
        assert re.fullmatch(r"[a-z0-9_]{1,63}", one.title)


def test_newest_stand_on_top_whenever_they_are_written(box):
    from datetime import timedelta

    from tests.search.contract.box import NOW

    for days in (5, 1, 900, 3):
        box.write(document(f"page:{days}", "Omega", published_at=NOW - timedelta(days=days)))
    box.engine.budget = 2
    assert box.order("omega", sort="date") == ["page:1", "page:3"]


def test_a_day_that_is_full_spills_over_into_the_next(db, monkeypatch):
    from search.backends import sqlrows

    monkeypatch.setattr(sqlrows, "SLOT_BITS", 2)
    box = Box(SQLiteEngine(), "m4d-full")
    box.engine.create("m4d-full")
    box.write(*(document(f"post:{n}", "Crowd") for n in range(40)))
    box.write(*(document(f"post:{n}", "Crowd again") for n in range(20)))
    assert box.ask("crowd").total == 40
    assert box.ask("again").total == 20


def test_sums_of_public_documents_are_kept_by_each_write(box):
    tables = Tables.of(GENERATION)

    def sums():
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT documents, terms FROM {tables.sums}")
            kept = cursor.fetchone()
            cursor.execute(f"SELECT count(*), sum(terms) FROM {tables.doc} WHERE public")
            assert kept == cursor.fetchone()
        return kept[0]

    assert sums() == 120
    box.write(document("post:1", "Closed", audience=frozenset({"members"})))
    assert sums() == 119
    box.write(document("post:2", "Changed and longer", "than before"))
    assert sums() == 119
    box.write(gone=["post:1", "post:2", "post:3", "post:99999"])
    assert sums() == 117
