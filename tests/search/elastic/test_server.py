"""What only a real server says (search.md §13); the rest is in the contract of all engines."""

from datetime import UTC, datetime

import pytest
from elasticsearch import BadRequestError, helpers

from search.backends.base import EngineDown, EngineMistake
from search.documents import Indexed
from tests.search.contract import elastic
from tests.search.contract.box import ANYBODY, document

pytestmark = [pytest.mark.services, pytest.mark.enable_socket]
GENERATION, OTHER = "m4d-server-1", "m4d-server-2"


@pytest.fixture
def box():
    box = elastic.box(GENERATION)
    for name in (GENERATION, OTHER):
        box.engine.drop(name)
    box.engine.create(GENERATION)
    yield box
    for name in (GENERATION, OTHER):
        box.engine.drop(name)


@pytest.fixture
def client(box):
    return box.engine._client


def scores(box, text):
    return {one.key: one.text_score for one in box.ask(text).found}


def test_a_field_too_many_is_refused(client):
    with pytest.raises(BadRequestError, match="strict_dynamic_mapping_exception"):
        client.index(index=f"{GENERATION}-write", document={"key": "page:1", "guessed": "x"})


def test_one_document_that_is_refused_holds_up_no_other(box):
    too_long = Indexed(document("page:1", format="x" * 40_000), True)  # Lucene's longest term
    refused = box.write(too_long, document("page:2", "Taken"))
    assert refused.keys() == {"page:1"}
    assert box.keys("taken") == {"page:2"}


def test_the_helper_drops_what_an_action_says_of_the_alias(client):
    """Why it is said to the call: if this fails, the trap is gone."""
    try:
        action = {"_op_type": "index", "_index": "m4d-trap", "_id": "1", "require_alias": True}
        helpers.bulk(client, [action | {"_source": {"guessed": 1}}])
        assert client.indices.exists(index="m4d-trap")
    finally:
        client.indices.delete(index="m4d-trap", ignore_unavailable=True)


def test_removals_alone_do_not_make_an_index_either(box, client):
    """The server heeds `require_alias` for what is stored only."""
    box.engine.drop(GENERATION)
    with pytest.raises(EngineDown):
        box.write(gone=["page:1"])
    assert not client.indices.exists(index=f"{GENERATION}-write")


def test_removals_are_remembered_for_an_hour_and_there_is_one_shard(client):
    kept = client.indices.get_settings(index=GENERATION)[GENERATION]["settings"]["index"]
    assert (kept["gc_deletes"], kept["number_of_shards"], kept["number_of_replicas"]) == (
        "1h",
        "1",
        "0",
    )


def test_the_reading_alias_moves_in_one_step_and_is_on_one_index(box, client):
    box.engine.create(OTHER)
    for name in (GENERATION, OTHER, GENERATION):
        box.engine.go_live(name)
        assert list(client.indices.get_alias(name="m4d-read")) == [name]


def test_a_question_the_server_refuses_is_a_mistake_of_ours(box, monkeypatch):
    monkeypatch.setattr(
        "search.backends.elastic.search_body", lambda ask, limit: {"query": {"no_such": {}}}
    )
    with pytest.raises(EngineMistake, match="400"):
        box.ask("canary")


def test_all_that_was_typed_in_order_in_the_title_counts_a_fifth_more(box):
    box.write(document("page:1", "Diaspora mapping"), document("page:2", "Mapping diaspora"))
    found = scores(box, "diaspora mapping")
    assert found["page:1"] == pytest.approx(1.2 * found["page:2"], rel=1e-4)
    assert scores(box, '"diaspora mapping"').keys() == {"page:1"}


def test_a_word_of_the_title_counts_more_than_one_of_the_text(box):
    box.write(
        document("page:1", "Diaspora", "other words here"),
        document("page:2", "Words", "other diaspora here"),
    )
    assert box.order("diaspora") == ["page:1", "page:2"]


def test_a_document_with_more_of_the_words_comes_first(box):
    box.write(
        document("page:1", "A report", "remittances, remittances, remittances"),
        document("page:2", "A report", "remittances of migrants to georgia"),
        *(document(f"post:{n}", "Filler", "harvest") for n in range(5)),
    )
    assert box.order("remittances migrants georgia")[0] == "page:2"


def test_titles_that_begin_with_what_is_typed_come_first_then_newer_ones(box):
    box.write(
        document("page:1", "The diaspora of bonds", year=2025),
        document("page:2", "Diaspora bonds"),
        document("page:3", "Diaspora bonus"),
    )
    titles = box.engine.titles
    assert titles(GENERATION, ["diaspora", "bon"], ANYBODY, 8) == ["page:2", "page:3", "page:1"]
    assert titles(GENERATION, ["bon"], ANYBODY, 2) == ["page:1", "page:2"]
    assert titles(GENERATION, ["d"], ANYBODY, 8) == ["page:1", "page:2", "page:3"]
    assert titles(GENERATION, [], ANYBODY, 8) == []


def test_a_moment_before_1970_comes_back(box):
    old = datetime(1951, 7, 28, 12, tzinfo=UTC)
    box.write(document("page:1", "Convention", published_at=old, static_rank=1.15))
    (found,) = box.ask("convention").found
    assert (found.published_at, found.static_rank) == (old, 1.15)
