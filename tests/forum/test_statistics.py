"""Figures about people name nobody: small cells, and what betrays them (forum.md §15)."""

import itertools
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from forum.cells import SMALLEST, shown_number, suppress
from forum.statistics import figures_of

OPENED = datetime(2026, 11, 2, 12, tzinfo=UTC)


@pytest.mark.parametrize("number", range(7))
def test_below_five_people_no_number_is_printed(number):
    assert shown_number(number) == (number if number >= 5 else None)


@pytest.mark.parametrize("number", range(7))
def test_a_small_cell_hides_the_next_smallest_too(number):
    cells = suppress({"small": number, "ten": 10, "twelve": 12}, lowest=0)
    shown = {cell.code: (cell.count, cell.is_few) for cell in cells}
    if number >= 5:
        assert shown == {"small": (number, False), "ten": (10, False), "twelve": (12, False)}
    else:
        assert shown == {"small": (None, True), "ten": (None, False), "twelve": (12, False)}


def test_two_small_cells_that_their_sum_would_tell_take_a_third_with_them():
    cells = suppress({"a": 4, "b": 4, "c": 9, "d": 20})
    assert [cell.code for cell in cells if cell.count is None] == ["c", "a", "b"]


def test_a_table_that_cannot_be_kept_secret_is_not_printed():
    assert suppress({"a": 4, "b": 4}) is None
    assert suppress({"a": 1, "b": 5}) is None


tables = some.dictionaries(some.sampled_from("abcdef"), some.integers(0, 9), min_size=1, max_size=4)


@settings(max_examples=150, deadline=None)
@given(tables, some.integers(0, 1))
def test_whoever_knows_the_sum_finds_no_hidden_cell(counts, lowest):
    """Of all tables that agree with what is printed, each hidden cell differs in two."""
    cells = suppress(counts, lowest=lowest)
    if cells is None:
        return
    assert {cell.code: cell.count for cell in cells if cell.count is not None}.items() <= (
        counts.items()
    )
    hidden = [cell for cell in cells if cell.count is None]
    for cell in hidden:
        assert cell.is_few == (counts[cell.code] < SMALLEST)
    total = sum(counts[cell.code] for cell in hidden)
    least = min(lowest, *counts.values())
    ranges = [range(least, 5) if cell.is_few else range(5, total + 1) for cell in hidden]
    possible = [one for one in itertools.product(*ranges) if sum(one) == total]
    for at in range(len(hidden)):
        assert len({one[at] for one in possible}) > 1


# --- Whole figures ----------------------------------------------------------------------------
def row(person, country="", region="", kind="", name="", at=0, **more):
    return {
        "post": f"{person}-{at}",
        "author": person,
        "author_name": name,
        "author_country": country,
        "author_region": region,
        "author_organisation_type": kind,
        "language": "en",
        "channel": "web",
        "created": OPENED + timedelta(days=at),
        "question__number": 1,
    } | more


def test_below_five_people_no_table_is_printed():
    figures = figures_of([row(n, "KE", "eastern-africa") for n in range(4)], 3, OPENED)
    assert figures["contributors"] is None
    assert figures["readers"] is None
    assert figures["people"] == {}


def test_a_person_counts_once_however_often_they_wrote():
    rows = [row(n % 6, "KE", "eastern-africa", at=n) for n in range(30)]
    figures = figures_of(rows, 12, OPENED)
    assert (figures["contributions"], figures["contributors"], figures["readers"]) == (30, 6, 12)
    assert figures["people"]["country"] == [["KE", 6, False]]
    assert dict(figures["posts"]["week"])["5"] == 2


def test_unnamed_people_are_one_each():
    rows = [row(None, name="", post=n) for n in range(6)] + [row(None, name="Kofi")] * 2
    assert figures_of(rows, 0, OPENED)["contributors"] == 7


def test_who_does_not_say_is_a_row():
    rows = [row(n) for n in range(6)]
    assert figures_of(rows, 0, OPENED)["people"]["region"] == [["", 6, False]]


places = some.lists(
    some.sampled_from(
        [("KE", "east"), ("UG", "east"), ("MA", "north"), ("FR", "europe"), ("", "")]
    ),
    min_size=5,
    max_size=40,
)


@settings(max_examples=100, deadline=None)
@given(places)
def test_countries_and_their_regions_together_tell_no_small_cell(people):
    """A country is printed only within a region that is, and agrees with its table alone."""
    rows = [row(n, *place) for n, place in enumerate(people)]
    tables = figures_of(rows, 0, OPENED)["people"]
    region_of = dict(people)
    regions = {code: count for code, count, _few in tables.get("region", [])}
    for code, count, _few in tables.get("country", []):
        assert regions[region_of[code]] is not None
        assert count is None or count >= SMALLEST
    for code, count in regions.items():
        inside = [one for one in tables.get("country", []) if region_of[one[0]] == code]
        hidden = [one for one in inside if one[1] is None]
        assert count is None or len(hidden) != 1
