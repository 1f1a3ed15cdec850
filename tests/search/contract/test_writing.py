"""Versions, removals, generations (search.md §14, §16), on every engine alike."""

import pytest

from search.backends.base import EngineDown
from search.documents import indexed
from tests.search.contract.box import ANYBODY, document


def test_a_new_version_replaces_the_old_one_whole(box):
    box.write(document("page:1", "Harvest", "apples", themes=("food",)))
    box.write(document("page:1", "Vintage", "grapes", themes=("drink",)))
    assert box.keys("harvest") == box.keys("apples") == set()
    assert box.keys("vintage") == box.keys("grapes") == {"page:1"}
    assert box.ask("").facets["theme"] == {"drink": 1}
    assert box.ask("").total == 1


def test_an_older_version_is_dropped_without_a_word_and_an_equal_one_wins(box):
    box.write(document("page:1", "Second"), version=20)
    assert box.write(document("page:1", "First"), version=10) == {}
    assert box.keys("first") == set()
    assert box.keys("second") == {"page:1"}
    box.write(document("page:1", "Third"), version=20)
    assert box.keys("third") == {"page:1"}


def test_the_same_document_with_a_newer_version_keeps_older_ones_out(box):
    box.write(document("page:1", "Same"), version=10)
    box.write(document("page:1", "Same"), version=30)
    box.write(document("page:1", "Other"), version=20)
    assert box.keys("same") == {"page:1"}


def test_what_is_removed_is_gone_and_an_older_write_does_not_bring_it_back(box):
    box.write(document("page:1", "Ghost"), version=10)
    box.write(gone=["page:1"], version=30)
    assert box.keys("ghost") == set()
    box.write(document("page:1", "Ghost"), version=20)
    assert box.keys("ghost") == set()
    box.write(document("page:1", "Ghost"), version=40)
    assert box.keys("ghost") == {"page:1"}


def test_an_older_removal_is_dropped(box):
    box.write(document("page:1", "Staying"), version=20)
    assert box.write(gone=["page:1"], version=10) == {}
    assert box.keys("staying") == {"page:1"}
    box.write(gone=["page:1"], version=20)
    assert box.keys("staying") == set()


def test_removing_what_was_never_there_succeeds_and_is_remembered(box):
    assert box.write(gone=["page:9"], version=30) == {}
    box.write(document("page:9", "Late"), version=20)
    assert box.keys("late") == set()


def test_stored_and_removed_in_one_call(box):
    box.write(document("page:1", "One"), document("page:2", "Two"))
    box.write(document("page:3", "Three"), gone=["page:1"])
    assert box.keys("") == {"page:2", "page:3"}


def test_many_are_written_in_one_call(box):
    box.write(*(document(f"post:{n}", f"Letter {n}") for n in range(1_203)))
    assert box.ask("letter").total == 1_203
    box.write(gone=[f"post:{n}" for n in range(1_100)])
    assert box.ask("letter").total == 103


def test_a_public_document_that_is_closed_leaves_the_public_words(box):
    box.write(document("page:1", "Turncoat"))
    box.write(document("page:1", "Turncoat", audience=frozenset({"members"})))
    assert box.keys("turncoat") == set()
    box.write(document("page:1", "Turncoat"))
    assert box.keys("turncoat") == {"page:1"}


def test_counts_and_digests_tell_what_is_stored(box):
    documents = [
        document("page:2", "Two"),
        document("page:10", "Ten", type="event"),
        document("member:3:guest", "Three", type="member", audience=frozenset({"guests"})),
        document("page:1", "One"),
    ]
    box.write(*documents)
    box.write(gone=["page:1"])
    assert box.engine.counts(box.generation) == {"news": 1, "event": 1, "member": 1}
    assert list(box.engine.digests(box.generation)) == [
        (one.key, indexed(one, ANYBODY).digest)
        for one in sorted(documents[:3], key=lambda one: one.key)
    ]


def test_generations_do_not_know_of_each_other(box, other):
    box.write(document("page:1", "Old"))
    box.write(document("page:1", "New"), document("page:2", "New"), generation=other)
    assert box.keys("old") == {"page:1"}
    assert box.keys("new") == set()
    assert box.keys("new", generation=other) == {"page:1", "page:2"}
    box.engine.finish(other)
    box.engine.go_live(other)
    assert box.keys("new", generation=other) == {"page:1", "page:2"}
    box.engine.drop(other)
    assert not box.engine.exists(other)
    assert box.keys("old") == {"page:1"}


def test_finishing_changes_nothing_that_is_found(box):
    box.write(*(document(f"post:{n}", "Letter", f"number{n}") for n in range(50)))
    box.write(gone=["post:7"])
    before = box.ask("letter")
    box.engine.finish(box.generation)
    box.refresh(box.generation)
    assert box.ask("letter") == before
    box.write(document("post:7", "Letter again"))
    assert box.ask("letter").total == 50


def test_making_a_generation_again_leaves_it_alone_and_dropping_twice_is_harmless(box, other):
    box.write(document("page:1", "Kept"))
    assert box.engine.exists(box.generation)
    box.engine.create(box.generation)
    assert box.keys("kept") == {"page:1"}
    box.engine.drop(other)
    box.engine.drop(other)


def test_a_lost_index_is_an_error_and_is_not_made_again_in_passing(box):
    box.engine.drop(box.generation)
    with pytest.raises(EngineDown):
        box.write(document("page:1", "Lost"))
    with pytest.raises(EngineDown):
        box.ask("lost")
    assert not box.engine.exists(box.generation)


def test_the_hash_of_the_mapping_is_always_the_same(box):
    assert box.engine.mapping_hash() == type(box.engine)().mapping_hash()
    assert 0 < len(box.engine.mapping_hash()) <= 16
