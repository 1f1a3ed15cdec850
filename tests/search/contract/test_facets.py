"""Counts (search.md §9), on every engine alike."""

import pytest

from tests.search.contract.box import ANYBODY, MEMBER, document


@pytest.fixture
def box(box):
    box.write(
        document("page:1", "Money", type="news", lang="en", themes=("remittances",),
                 places=("GE", "region:asia"), year=2024, format="article"),
        document("page:2", "Money", type="news", lang="fr", themes=("remittances", "skills"),
                 places=("AM", "region:asia"), year=2024, format="video"),
        document("page:3", "Money", type="event", lang="en", themes=("skills",),
                 places=("FR",), year=2025),
        document("page:4", "Money", type="event", lang="en", year=None),
        document("page:5", "Money", type="blog", lang="en", audience=frozenset({"members"}),
                 themes=("secret",), places=("XK",), year=1999, format="secret"),
    )  # fmt: skip
    return box


ALL = {
    "type": {"news": 2, "event": 2},
    "theme": {"remittances": 2, "skills": 2},
    "country": {"GE": 1, "AM": 1, "FR": 1, "region:asia": 2},
    "lang": {"en": 3, "fr": 1},
    "year": {"2024": 2, "2025": 1},
    "format": {"article": 1, "video": 1},
}


@pytest.mark.parametrize("typed", ["money", "", "-nothing"])
def test_values_are_counted_without_zeros_and_without_what_is_not_seen(box, typed):
    answer = box.ask(typed)
    assert answer.facets == ALL
    assert answer.total == 4


def test_a_member_is_counted_more(box):
    facets = box.ask("money", MEMBER).facets
    assert facets["theme"] == ALL["theme"] | {"secret": 1}
    assert facets["country"] == ALL["country"] | {"XK": 1}
    assert facets["year"] == ALL["year"] | {"1999": 1}


SELECTIONS = {
    "one value": ({"type": {"news"}}, {"page:1", "page:2"}),
    "either of two": ({"type": {"news", "event"}}, {"page:1", "page:2", "page:3", "page:4"}),
    "both of two facets": ({"type": {"event"}, "theme": {"skills"}}, {"page:3"}),
    "a region": ({"country": {"region:asia"}}, {"page:1", "page:2"}),
    "a country or another": ({"country": {"GE", "FR"}}, {"page:1", "page:3"}),
    "a year": ({"year": {"2025"}}, {"page:3"}),
    "a language": ({"lang": {"fr"}}, {"page:2"}),
    "a format": ({"format": {"video"}}, {"page:2"}),
    "a value that nothing has": ({"type": {"course"}}, set()),
    "a value that only others see": ({"theme": {"secret"}}, set()),
    "no year": ({"year": {"soon"}}, set()),
    "no year at all": ({"year": {"0"}}, set()),
}


@pytest.mark.parametrize(("selected", "keys"), SELECTIONS.values(), ids=SELECTIONS.keys())
@pytest.mark.parametrize("typed", ["money", ""])
def test_or_within_a_facet_and_between_facets(box, typed, selected, keys):
    assert box.keys(typed, selected=selected) == keys


def test_each_facet_is_counted_with_all_other_selections_and_never_its_own(box):
    facets = box.ask("money", selected={"type": {"news"}, "lang": {"fr"}}).facets
    assert facets["type"] == {"news": 1}  # of French ones
    assert facets["lang"] == {"en": 1, "fr": 1}  # of news
    assert facets["theme"] == {"remittances": 1, "skills": 1}  # of French news
    assert facets["year"] == {"2024": 1}
    facets = box.ask("money", selected={"type": {"event"}}).facets
    assert facets["type"] == {"news": 2, "event": 2}
    assert facets["country"] == {"FR": 1}


def test_facets_are_left_out_where_they_are_not_wanted(box):
    assert not box.ask("money", with_facets=False).facets
    assert box.ask("money", ANYBODY, with_facets=False, selected={"type": {"news"}}).total == 2
