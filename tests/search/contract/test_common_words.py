"""A word nearly everywhere, where no more than a few rows are looked at (search.md §11.2)."""

from datetime import timedelta

import pytest

from tests.search.contract.box import FORUM_MEMBER, NOW, document
from tests.search.contract.engines import EMBEDDED

pytestmark = pytest.mark.parametrize("box", EMBEDDED, indirect=True)


@pytest.fixture
def box(box):
    """Thirty documents of a word, ever older, in three types; one of them for few."""
    few = {7: {"audience": frozenset({"forum:7"})}}
    types = ("news", "post", "event")
    box.write(
        *(
            document(
                f"page:{days}",
                "Harvest",
                "everywhere" if days % 10 else "nowhere",
                type=types[days % 3],
                published_at=NOW - timedelta(days=days),
                **few.get(days, {}),
            )
            for days in range(30)
        )
    )
    box.engine.finish(box.generation)  # words are counted
    usual, box.engine.budget = box.engine.budget, 4
    yield box
    box.engine.budget = usual


def keys(*days):
    return {f"page:{one}" for one in days}


def test_the_newest_are_found_and_it_is_said_that_there_are_more(box):
    answer = box.ask("everywhere", sort="date")
    assert [one.key for one in answer.found] == ["page:1", "page:2", "page:3", "page:4"]
    assert answer.is_cut


def test_a_selection_leaves_room_for_what_meets_it(box):
    assert box.keys("everywhere", selected={"type": {"event"}}) == keys(2, 5, 8, 11)


def test_an_exclusion_leaves_room_for_what_is_not_excluded(box):
    assert box.keys("harvest -everywhere") == keys(0, 10, 20)


def test_a_beginning_finds_the_same(box):
    assert box.keys("everyw*", sort="date") == box.keys("everywhere", sort="date")


def test_rows_that_a_reader_may_not_see_take_no_room(box):
    selected = {"type": {"post"}}
    assert box.keys("everywhere", selected=selected) == keys(1, 4, 13, 16)
    assert box.keys("everywhere", FORUM_MEMBER, selected=selected) == keys(1, 4, 7, 13)
