"""What an address asks of the search (search.md §7, §19, §21)."""

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from search.backends.base import Sort
from search.request import MAX_PAGE, BadParameter, TooFar, from_params
from search.results import Notice
from tests.factories.taxonomy import CountryFactory, ThemeFactory

pytestmark = pytest.mark.django_db


def asked(query="", *, strict=False):
    return from_params(QueryDict(query), "en", strict=strict)


@pytest.fixture
def georgia(db):
    return CountryFactory(code="GE", name="Georgia")


def test_a_bare_address_asks_for_nothing():
    request = asked()
    assert not request.is_asked
    assert request.canonical() == ""


def test_filters_typed_into_the_box_are_filters(georgia):
    request = asked("q=migration+country:ge+lang:fr")
    assert request.text == "migration"
    assert request.selected == {"country": frozenset({"GE"}), "lang": frozenset({"fr"})}


def test_typed_filters_join_those_of_the_panel():
    request = asked("q=work+year:2024&year=2023")
    assert request.selected["year"] == {"2023", "2024"}


def test_a_merged_theme_means_the_one_it_became():
    new = ThemeFactory(code="new")
    ThemeFactory(code="old", active=False, merged_into=new)
    assert asked("theme=old").selected == {"theme": frozenset({"new"})}


@pytest.mark.parametrize("query", ["theme=nothing", "type=nothing", "year=20x4", "lang=xx-none"])
def test_an_unknown_filter_is_left_out_and_said(query):
    request = asked(query)
    assert request.selected == {}
    assert request.notices == (Notice.UNKNOWN_FILTER,)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("theme=nothing", "theme"),
        ("type=x", "type"),
        ("sort=oldest", "sort"),
        ("page=0", "page"),
        ("page=-1", "page"),
        ("page=x", "page"),
        (f"page={MAX_PAGE + 1}", "page"),
        ("&".join(["type=a"] * 51), "type"),
        ("&".join(["q=a"] * 1000), "q"),
    ],
)
def test_a_program_is_told_which_parameter_is_wrong(query, field):
    with pytest.raises(BadParameter) as problem:
        asked(query, strict=True)
    assert problem.value.field == field


def test_an_unknown_filter_in_the_text_is_no_error_of_a_program():
    request = asked("q=work+theme:nothing", strict=True)
    assert request.text == "work"
    assert request.notices == (Notice.UNKNOWN_FILTER,)


def test_an_unknown_order_is_the_best_first_and_said():
    request = asked("sort=oldest")
    assert request.sort is Sort.BEST
    assert request.notices == (Notice.UNKNOWN_SORT,)


@pytest.mark.parametrize("page", ["0", "-1", "x", "", "1.5", "²", "٣"])
def test_a_page_that_is_none_is_the_first(page):
    assert asked(f"page={page}").page == 1


@pytest.mark.parametrize("page", ["26", "9" * 5000])
def test_a_page_behind_the_last_is_too_far(page):
    with pytest.raises(TooFar):
        asked(f"page={page}")


def test_of_a_repeated_parameter_fifty_count():
    years = "&".join(f"year={year}" for year in range(1900, 2900))
    assert len(asked(years).selected["year"]) == 50


def test_what_no_keyboard_writes_is_removed():
    assert asked("q=mig%00ra%ED%A0%80tion%ff%1b&page=1").text == "migration"


def test_what_is_cut_is_said():
    assert asked("q=" + "a" * 300).notices == (Notice.LONG,)
    assert asked("q=" + "+".join("abcdefghijklm")).notices == (Notice.GROUPS,)


def test_equal_searches_have_one_canonical_address():
    one, other = asked("year=2024&q=work&year=2023"), asked("q=work+year:2023&year=2024&page=3")
    assert one.canonical() == other.canonical() == "q=work&year=2023&year=2024"


@given(st.text(max_size=400), st.booleans())
def test_any_text_is_read_and_its_canonical_address_reads_the_same(text, strict):
    params = QueryDict(mutable=True)
    params["q"] = text
    first = from_params(params, "en", strict=strict)
    again = from_params(QueryDict(first.canonical()), "en")
    assert again.text == first.text
    assert again.canonical() == first.canonical()


def test_names_cost_one_query_a_minute(georgia, settings, django_assert_num_queries):
    settings.PARTS_KEPT_SECONDS = 60
    with django_assert_num_queries(1):
        asked("country=GE&theme=x&lang=fr&year=2024")
    with django_assert_num_queries(0):
        asked("country=GE&theme=x&lang=fr&year=2024")
