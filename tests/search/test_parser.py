"""The language of queries (search.md §7, §21)."""

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from search.parser import FACETS, MAX_GROUPS, Notice, parse


def words(query):
    """The groups as lists of alternatives, phrases with blanks, prefixes with a star."""
    return [
        [" ".join(one.words) + ("*" if one.is_prefix else "") for one in group.pieces]
        for group in query.groups
    ]


def without(query):
    return [" ".join(one.words) for one in query.excluded]


@pytest.mark.parametrize(
    ("typed", "groups"),
    [
        ("return migration", [["return"], ["migration"]]),
        ("Côte d’Ivoire", [["cote"], ["d ivoire"]]),
        ('"return migration" policy', [["return migration"], ["policy"]]),
        ("“return migration”", [["return migration"]]),
        ("remit*", [["remit*"]]),
        ("r*", [["r"]]),
        ("e-discussion", [["e discussion"]]),
        ("Kenya OR Ghana return", [["kenya", "ghana"], ["return"]]),
        ("a OR b OR c", [["a", "b", "c"]]),
        ("Kenya or Ghana", [["kenya"], ["or"], ["ghana"]]),
        ("OR Kenya", [["or"], ["kenya"]]),
        ("Kenya OR", [["kenya"]]),
        ("Kenya OR OR Ghana", [["kenya", "or"], ["ghana"]]),
        ("移民政策", [["移民 民政 政策"]]),
        ('"open quote', [["open"], ["quote"]]),
        ('a"b c"d', [["a"], ["b c"], ["d"]]),
        ("NEAR(a b) ^2 {x} \\ | & !", [["near a"], ["b"], ["2"], ["x"]]),
        ("title:secret", [["title secret"]]),
        ("<b>bold</b>", [["b bold b"]]),
    ],
)
def test_what_is_typed_is_understood(typed, groups):
    assert words(parse(typed)) == groups


@pytest.mark.parametrize(
    ("typed", "groups", "excluded"),
    [
        ("return -irregular", [["return"]], ["irregular"]),
        ('return -"border control"', [["return"]], ["border control"]),
        ("--x", [], ["x"]),
        ("post-2015", [["post 2015"]], []),
        ("a - b", [["a"], ["b"]], []),
        ("-", [], []),
    ],
)
def test_a_minus_before_a_word_leaves_it_out(typed, groups, excluded):
    query = parse(typed)
    assert (words(query), without(query)) == (groups, excluded)


def test_only_exclusions_ask_for_nothing():
    assert parse("-irregular").is_empty


@pytest.mark.parametrize("typed", ["", "   ", '""', "*", "- -", "\x00", "\ud800", "🌍"])
def test_what_has_no_word_asks_for_nothing(typed):
    assert parse(typed).is_empty


def test_facets_are_selections_not_words():
    query = parse("return type:event lang:fr country:GE year:2024 year:2024 type:news")
    assert words(query) == [["return"]]
    assert query.selected == (
        ("type", "event"),
        ("lang", "fr"),
        ("country", "GE"),
        ("year", "2024"),
        ("type", "news"),
    )


@pytest.mark.parametrize("name", FACETS)
def test_a_facet_without_a_value_is_text(name):
    assert parse(f"{name}: x").selected == ()


@pytest.mark.parametrize(
    ("typed", "is_capitals"), [("WHO", True), ("who", False), ("Who", False), ("I", False)]
)
def test_capitals_are_remembered_for_acronyms(typed, is_capitals):
    assert parse(typed).groups[0].pieces[0].is_capitals is is_capitals


def test_a_long_query_is_cut_and_says_so():
    query = parse("word " * 100)
    assert len(query.text) <= 256
    assert Notice.LONG in query.notices


def test_many_words_are_cut_and_say_so():
    query = parse(" ".join(f"w{number}" for number in range(30)))
    assert (len(query.groups), query.notices) == (MAX_GROUPS, (Notice.GROUPS,))


def test_words_joined_by_or_count_as_words():
    query = parse(" OR ".join(f"w{number}" for number in range(30)))
    assert [len(group.pieces) for group in query.groups] == [MAX_GROUPS]


def test_control_signs_are_removed_and_blanks_made_one():
    assert parse("re\x00turn\u0007 \n\t  policy\ud800").text == "return policy"


@given(st.text(max_size=600))
@example('"' * 300)
@example('-"' * 150)
@example("OR " * 100)
@example("type:" * 60)
def test_any_text_is_a_query(typed):
    query = parse(typed)
    assert len(query.text) <= 256
    assert sum(len(group.pieces) for group in query.groups) <= MAX_GROUPS
    assert all(piece.words for group in query.groups for piece in group.pieces)
    assert parse(query.text).groups == query.groups


def test_a_million_characters_are_read_in_a_moment():
    """Guard against looking again and again: the wall clock is ten times what it takes."""
    began = time.process_time()
    parse('"' * 500_000 + "-" * 500_000)
    assert time.process_time() - began < 20
