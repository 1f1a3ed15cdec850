"""What is found, in which order, and what the page is told of it (search.md §7–9, §20)."""

from dataclasses import replace
from datetime import timedelta

import pytest
import structlog
from django.contrib.auth.models import AnonymousUser

from common.indexing import find, kinds, similar
from search import outbox, suggesting
from search.backends import engines
from search.backends.base import EngineDown
from search.drain import _written, drain_all
from search.generations import _write, fed
from search.models import Outbox, SpellSource, SpellWord
from search.reading import read_batch
from search.selectors import titles as suggested
from tests.factories.taxonomy import CountryFactory, ThemeFactory
from tests.search.whole.conftest import MOMENT, reader, search, thing, titles

pytestmark = pytest.mark.django_db


def test_a_misspelt_word_finds_what_it_was_meant_to(put):
    put(thing(1, "Diaspora mapping"), thing(2, "Diaspora mapping abroad"), thing(3, "Diaspora"))
    results = search("diaspora maping")
    assert set(titles(results)) == {"Diaspora mapping", "Diaspora mapping abroad"}
    assert (results.did_you_mean, results.is_corrected) == ("diaspora mapping", True)
    assert not results.relaxed
    as_written = search("diaspora maping", exact="1")
    assert len(as_written.hits) == 3
    assert as_written.relaxed
    assert as_written.did_you_mean == ""


def test_what_is_spelt_as_typed_stays_above_what_was_meant(put):
    put(thing(1, "Maping"), thing(2, "Mapping"), thing(3, "Mapping again"))
    results = search("maping")
    assert titles(results)[0] == "Maping"
    assert (results.total, results.is_corrected) == (3, False)


def test_what_nobody_writes_is_proposed_otherwise_though_something_was_found(put):
    """The Spanish stem of a misspelt English word finds Spanish texts."""
    put(
        *(thing(number, "Mapeo", lang="es") for number in range(3)),
        thing(4, "Mapping"),
        thing(5, "Mapping again"),
    )
    results = search("maping")
    assert (results.total, results.did_you_mean, results.is_corrected) == (3, "mapping", False)
    assert search("mapping").did_you_mean == ""


def test_a_word_of_closed_texts_is_never_proposed(put):
    put(*(thing(number, "Remittances", audience=("members",)) for number in range(3)))
    assert search("remitances").did_you_mean == ""
    assert search("remitances", reader("members")).did_you_mean == ""


@pytest.mark.parametrize("rebuilding", [False, True])
def test_an_older_reading_teaches_no_words_of_what_was_closed_meanwhile(rebuilding, put):
    """Two drains may overtake each other: the index then keeps the newer, and so does spelling."""
    engine = engines.embedded()
    things = put(*(thing(number, "Remittances") for number in range(3)))
    older = read_batch(things.world)
    closed = {
        key: replace(one, audience=frozenset({"members"})) for key, one in things.world.items()
    }
    things.world = closed
    outbox.enqueue(closed)
    drain_all(engine)
    assert search("remitances").did_you_mean == ""
    (name,) = fed(engine.sink)
    if rebuilding:
        _write(engine, name, older)
    else:
        _written(engine, [name], older)
    assert not SpellWord.objects.filter(df__gt=0).exists()
    assert not SpellSource.objects.exists()


def test_an_older_reading_of_what_is_there_again_takes_no_words_back(put):
    engine = engines.embedded()
    things = put(*(thing(number, "Remittances") for number in range(3)))
    whole = things.world
    things.world = {}
    gone = read_batch(whole)
    things.world = whole
    outbox.enqueue(whole)
    drain_all(engine)
    _written(engine, fed(engine.sink), gone)
    assert search("remitances").did_you_mean == "remittances"


def test_a_word_is_proposed_only_to_who_finds_something_by_it(put):
    put(*(thing(number, "Remittances", ancestors=("p:5",)) for number in range(3)))
    assert search("remitances").did_you_mean == "remittances"
    assert search("remitances", reader("members", denied=("p:5",))).did_you_mean == ""


def test_without_an_index_the_search_rests(things):
    with pytest.raises(EngineDown):
        search("river")


def test_one_word_is_there_or_is_not(put):
    put(thing(1, "The river"), thing(2, "The hill"))
    assert titles(search("rivers")) == ["The river"]
    assert search("mountain").total == 0


def test_two_words_are_found_together_else_either_and_it_is_said(put):
    put(thing(1, "River school"), thing(2, "River"), thing(3, "School"))
    both = search("river school")
    assert (titles(both), both.relaxed) == (["River school"], False)
    either = search("river bridge")
    assert set(titles(either)) == {"River school", "River"}
    assert either.relaxed


def test_of_three_words_any_will_do_and_more_of_them_are_before(put):
    put(thing(1, "River"), thing(2, "River school bridge"), thing(3, "River school"))
    results = search("river school bridge")
    assert titles(results) == ["River school bridge", "River school", "River"]
    assert not results.relaxed


def test_by_date_all_words_count_and_the_newest_is_first(put):
    put(
        thing(1, "River school", published_at=MOMENT - timedelta(days=9)),
        thing(2, "School at the river", published_at=MOMENT),
        thing(3, "River", published_at=MOMENT + timedelta(days=9)),
    )
    assert titles(search("river school", sort="date")) == ["School at the river", "River school"]


def test_nothing_typed_lists_everything_by_date(put):
    put(thing(1, "Old", published_at=MOMENT - timedelta(days=9)), thing(2, "New"))
    assert titles(search("")) == ["New", "Old"]
    assert titles(search("-old")) == ["New"]


def test_the_readers_language_comes_first(put):
    put(thing(1, "Migration", lang="en"), thing(2, "Migration", lang="fr"))
    assert [hit.lang for hit in search("migration", reader(lang="fr")).hits] == ["fr", "en"]


def test_finds_are_marked_and_texts_are_escaped(put):
    put(thing(1, "<b>River</b>", summary="A & B at the river"))
    (hit,) = search("river").hits
    assert hit.title_html == "&lt;b&gt;<mark>River</mark>&lt;/b&gt;"
    assert hit.snippet_html == "A &amp; B at the <mark>river</mark>"


def test_a_page_holds_twenty_and_there_are_twenty_five_pages(put):
    put(*(thing(number, "River") for number in range(45)))
    assert (len(search("river").hits), search("river").pages) == (20, 3)
    last = search("river", page="3")
    assert (len(last.hits), last.page) == (5, 3)
    shown = {hit.key for page in "123" for hit in search("river", page=page).hits}
    assert len(shown) == 45


def test_facets_are_counted_with_all_selections_but_their_own(put):
    theme, other = ThemeFactory(code="data", name="Data"), ThemeFactory(code="youth", name="Youth")
    put(
        thing(1, "River", themes=(theme.code,)),
        thing(2, "River", themes=(other.code,), type="post"),
        thing(3, "River", themes=(theme.code,), type="post"),
    )
    results = search("river", theme="data")
    counted = {
        facet.key: {value.label: value.count for value in facet.values} for facet in results.facets
    }
    assert results.total == 2
    assert counted["theme"] == {"Data": 2, "Youth": 1}
    assert counted["type"] == {"News": 1, "Posts": 1}


def test_what_the_index_admits_and_the_database_does_not_is_behind_the_wall(put):
    things = put(thing(1, "River"), thing(2, "River at night"))
    things.closed = {"thing:2"}
    with structlog.testing.capture_logs() as told:
        results = search("river")
    assert (titles(results), results.total) == (["River"], 1)
    assert [(one["event"], one["log_level"]) for one in told] == [("search.redacted", "error")]
    assert Outbox.objects.filter(key="thing:2").exists()


@pytest.mark.parametrize("ask", ["suggestions", "find", "similar"])
def test_the_wall_stands_before_all_that_lower_apps_and_boxes_are_told(ask, put):
    """Not before the page of results alone: a title that was closed is a title told."""
    things = put(*(thing(number, f"River {number}") for number in (1, 2)))
    asked = {
        "suggestions": lambda: {one.key for one in suggested("riv", reader())},
        "find": lambda: set(find("river", user=AnonymousUser()).keys),
        "similar": lambda: {one.key for one in similar("river", user=AnonymousUser())},
    }[ask]
    assert asked() == {"thing:1", "thing:2"}
    things.closed = {"thing:2"}
    assert asked() == {"thing:1"}
    if ask == "find":
        assert find("river", user=AnonymousUser()).total == 1


def test_the_number_of_queries_does_not_grow_with_the_finds(put, django_assert_max_num_queries):
    put(*(thing(number, "River", summary="river " * 30) for number in range(60)))
    search("warm up")
    with django_assert_max_num_queries(14):
        search("river")


def test_a_named_country_leads_to_what_another_theme_says_of_it(put):
    CountryFactory(code="GE", name="Georgia")
    data, youth = ThemeFactory(code="data").code, ThemeFactory(code="youth").code
    put(
        thing(1, "Remittances to Georgia", places=("GE",), themes=(data,)),
        thing(2, "Young people return", places=("GE",), themes=(youth,)),
        thing(3, "Elsewhere", themes=(youth,)),
    )
    bridges = search("remittances to georgia").bridges
    assert bridges.place == "Georgia"
    assert [hit.title for hit in bridges.hits] == ["Young people return"]
    assert search("remittances").bridges is None


def test_bridges_stand_on_the_first_page_alone(put):
    CountryFactory(code="GE", name="Georgia")
    data, youth = ThemeFactory(code="data").code, ThemeFactory(code="youth").code
    put(
        *(thing(number, "Georgia", places=("GE",), themes=(data,)) for number in range(1, 25)),
        thing(30, "Young people", places=("GE",), themes=(youth,)),
    )
    assert search("georgia").bridges is not None
    assert search("georgia", page=2).bridges is None


def test_a_bridge_leads_nowhere_the_reader_may_not_go(put):
    CountryFactory(code="GE", name="Georgia")
    data, youth = ThemeFactory(code="data").code, ThemeFactory(code="youth").code
    things = put(
        thing(1, "Georgia", places=("GE",), themes=(data,)),
        thing(2, "Secret", places=("GE",), themes=(youth,), audience=("members",)),
    )
    assert search("georgia").bridges is None
    assert search("georgia", reader("members")).bridges is not None
    things.closed = {"thing:2"}  # what the index does not know yet
    assert search("georgia", reader("members")).bridges is None


def test_titles_are_suggested_by_their_beginning_and_by_rights(put):
    put(thing(1, "Diaspora mapping"), thing(2, "Diaspora secrets", audience=("members",)))
    assert [one.title for one in suggested("dias", reader())] == ["Diaspora mapping"]
    assert len(suggested("dias", reader("members"))) == 2
    assert suggested("d", reader()) == []


def test_a_search_of_others_is_offered_where_all_its_words_are_found(put):
    """Of three words any would do for a search; what is offered to everybody has all of them."""
    put(thing(1, "River school bridge"), thing(2, "Nonsense", audience=("members",)))
    assert suggesting._finds_something("river school bridge", reader())
    assert not suggesting._finds_something("river school nonsense", reader())


def test_every_kind_that_can_be_found_has_a_name_in_words():
    assert all(str(kind.one) and str(kind.many) for kind in kinds().values())
