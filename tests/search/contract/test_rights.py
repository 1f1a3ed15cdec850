"""The filter in every query (search.md §5), on every engine alike."""

import pytest

from search.documents import Indexed
from tests.search.contract.box import (
    ANYBODY,
    FORUM_MEMBER,
    MEMBER,
    STAFF,
    document,
    principal,
)


@pytest.fixture
def box(box):
    def living_at(key, *audience, above=()):
        return document(
            key, f"Canary {key}", audience=frozenset(audience), ancestors=frozenset(above)
        )

    box.write(
        living_at("page:1", "public", above=("p:1", "p:9")),
        living_at("page:2", "public", above=("p:2", "p:1", "p:9")),
        living_at("page:3", "public", above=("p:3", "p:9", "c:4")),
        living_at("page:31", "public", above=("p:31", "p:9")),
        living_at("member:3:guest", "guests"),
        living_at("member:3:members", "members"),
        living_at("member:4:members", "user:1"),
        living_at("post:7", "forum:7"),
        living_at("post:8", "forum:8", "staff"),
    )
    return box


PAGES = {"page:1", "page:2", "page:3", "page:31"}
SEES = {
    "anybody": (ANYBODY, PAGES | {"member:3:guest"}),
    "member": (MEMBER, PAGES | {"member:3:members", "member:4:members"}),
    "forum member": (FORUM_MEMBER, PAGES | {"member:3:members", "post:7"}),
    "staff": (STAFF, PAGES | {"member:3:members", "post:7", "post:8"}),
    "a page is closed": (
        principal("public", denied=["p:2"], is_anonymous=True),
        PAGES - {"page:2"},
    ),
    "a page and all below": (
        principal("public", denied=["p:1"], is_anonymous=True),
        PAGES - {"page:1", "page:2"},
    ),
    "its number is not the beginning of another": (
        principal("public", denied=["p:3"], is_anonymous=True),
        PAGES - {"page:3"},
    ),
    "a collection is closed": (
        principal("public", denied=["c:4"], is_anonymous=True),
        PAGES - {"page:3"},
    ),
    "all is closed": (principal("public", denied=["p:9"], is_anonymous=True), set()),
    "nobody": (principal(is_anonymous=True), set()),
}


@pytest.mark.parametrize(("who", "keys"), SEES.values(), ids=SEES.keys())
@pytest.mark.parametrize("typed", ["canary", "", "can*", '"canary page" OR canary', "-nothing"])
def test_readers_find_what_they_may_see_and_nothing_else(box, who, keys, typed):
    assert box.keys(typed, who) == keys
    assert box.keys(typed, who, sort="date") == keys
    assert box.ask(typed, who).facets.get("type", {}).get("news", 0) == len(keys)


@pytest.mark.parametrize(("who", "keys"), SEES.values(), ids=SEES.keys())
def test_titles_are_proposed_by_the_same_filter(box, who, keys):
    assert set(box.engine.titles(box.generation, ["can"], who, 20)) == keys


def test_rights_act_on_what_is_stored_already(box):
    """A forum right goes, a page is closed: the next query knows."""
    assert "post:7" in box.keys("canary", FORUM_MEMBER)
    assert "post:7" not in box.keys("canary", MEMBER)


def test_what_was_public_when_it_was_stored_is_still_filtered(box):
    """`public` says which statistics a document is part of; rights it gives none."""
    closed = document("page:50", "Canary", ancestors=frozenset({"p:50"}))
    box.write(Indexed(closed, True))
    who = principal("public", denied=["p:50"], is_anonymous=True)
    assert "page:50" not in box.keys("canary", who)
