"""What people look for, without who they are (search.md §10)."""

from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.utils import timezone

from common import counters
from search import suggesting
from search.access import anonymous_principal
from search.log import count_days, forget_old, without_traces
from search.models import QueryLog, SearchDay, SpellWord
from tests.factories.pages import site_root
from tests.search.pages.conftest import Answers, a_hit

pytestmark = pytest.mark.django_db
BROWSER = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"}


@pytest.fixture
def answers(monkeypatch):
    answers = Answers()
    for module in ("pages", "machines"):
        monkeypatch.setattr(f"search.views.{module}.query", answers)
    return answers


@pytest.fixture
def reader(client, answers):
    """reader(query): somebody searches, in a browser."""
    site_root()

    def search(query, path="/en/search/", **headers):
        return client.get(path, {"q": query}, headers=BROWSER | headers)

    return search


def row(query="work", *, days_ago=0, hits=1, visitor="a", lang="en"):
    return QueryLog.objects.create(
        day=timezone.localdate() - timedelta(days=days_ago),
        query=query,
        lang=lang,
        hits=hits,
        engine="sqlite",
        ms=3,
        visitor=visitor,
    )


def test_a_search_leaves_words_and_figures(reader, answers):
    answers.values["total"] = 7
    reader("Diaspora mapping")
    one = QueryLog.objects.get()
    assert (one.query, one.lang, one.hits, one.engine, one.ms) == (
        "Diaspora mapping",
        "en",
        7,
        "sqlite",
        3,
    )
    assert len(one.visitor) == 64


def test_nothing_says_who_it_was(reader, client, member):
    client.force_login(member)
    reader("work")
    names = {field.name for field in QueryLog._meta.fields}
    assert names == {"id", "day", "query", "lang", "hits", "engine", "ms", "visitor"}
    assert str(member.pk) != QueryLog.objects.get().visitor


def test_a_visitor_is_the_same_for_a_day(reader):
    reader("one")
    reader("two")
    assert QueryLog.objects.values("visitor").distinct().count() == 1


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("amina@example.org visa", "… visa"),
        ("call +41 22 717 91 11 now", "call +… now"),
        ("passport X123456", "passport X…"),
        ("2024 report 1951", "2024 report 1951"),
        ("art. 13", "art. 13"),
        ("write to amina @ example.org now", "write to … now"),
        ("amina\uff20example.org", "…"),
        ("remittances 2019-2024", "remittances 2019-2024"),
        ("2022 2023/2024", "2022 2023/2024"),
        ("2019-20245", "…"),
    ],
)
def test_what_names_a_person_is_blanked(typed, kept):
    assert without_traces(typed) == kept


def test_bare_pages_further_pages_and_programs_leave_nothing(reader, client, answers):
    answers.values |= {"total": 60, "pages": 3}
    reader("")
    client.get("/en/search/?q=work&page=2", headers=BROWSER)
    reader("work", **{"User-Agent": "Googlebot/2.1"})
    reader("work", DNT="1")
    assert not QueryLog.objects.exists()


def test_a_busy_database_loses_the_row_and_nobody_notices(reader, monkeypatch):
    def busy(self, *args, **kwargs):
        raise DatabaseError("database is locked")

    monkeypatch.setattr(QueryLog, "save", busy)
    assert reader("work").status_code == 200
    assert not QueryLog.objects.exists()


def test_rows_go_after_ninety_days_and_counts_stay():
    row(days_ago=91, hits=0)
    row(days_ago=91)
    row(days_ago=89, hits=0, lang="fr")
    row()
    count_days(timezone.localdate() - timedelta(days=3))  # as on an earlier night
    assert forget_old(timezone.now()) == 2
    assert QueryLog.objects.count() == 2
    day = SearchDay.objects.get(lang="fr")
    assert (day.searches, day.without_results) == (1, 1)
    forget_old(timezone.now())
    assert SearchDay.objects.filter(lang="fr").count() == 1


def test_counters_tell_searches_of_a_month_and_how_many_find_nothing():
    for number in range(3):
        row(days_ago=2, hits=number)
    count_days(timezone.localdate())
    row(hits=0)
    row(days_ago=40, hits=0)
    shown = {one.key: one.value for one in counters.figures(["searches_a_month"])}
    assert shown == {"searches_a_month": 4}
    assert counters.figures(["searches_without_result"])[0].value == 50


# --- Searches of others ---------------------------------------------------------------------------
@pytest.fixture
def found(monkeypatch):
    """Which searches find something public now."""
    found = {"mapping", "mapping tools"}
    monkeypatch.setattr(suggesting, "titles", lambda *args, **kwargs: [])
    monkeypatch.setattr(suggesting, "_finds_something", lambda query, anybody: query in found)
    return found


def suggested(typed):
    return [one.label for one in suggesting.entries(typed, anonymous_principal("en"))]


def test_what_three_visitors_search_is_suggested(found):
    for visitor in "abc":
        row("mapping", visitor=visitor)
        row("mapping tools", visitor="a")
    assert suggested("map") == ["mapping"]
    assert suggested("to") == []
    assert suggested("m") == []


def test_one_visitor_of_three_days_is_not_three(found):
    """Nobody is known again after midnight: the same person would make their words everybody's."""
    for day, visitor in enumerate("abc"):
        row("mapping", visitor=visitor, days_ago=day)
        row("mapping", visitor=visitor, days_ago=day)
    assert suggested("map") == []


def test_what_more_visitors_search_is_suggested_first(found):
    for day in (0, 4):
        for visitor in "abc":
            row("mapping tools", visitor=visitor, days_ago=day)
    for visitor in "abcd":
        row("mapping", visitor=visitor)
    assert suggested("map") == ["mapping tools", "mapping"]


def test_searches_that_find_nothing_public_are_not_suggested(found):
    for visitor in "abc":
        row("mapping", visitor=visitor)
    found.clear()
    assert suggested("map") == []


def test_a_search_with_a_word_that_editors_block_is_not_suggested(found):
    for visitor in "abc":
        row("mapping", visitor=visitor)
        row("mapping tools", visitor=visitor)
    SpellWord.objects.create(term="tools", lang="fr", blocked=True)
    assert suggested("map") == ["mapping", "mapping tools"]
    SpellWord.objects.create(term="tools", lang="en", blocked=True)
    assert suggested("map") == ["mapping"]


def test_old_searches_and_those_of_other_languages_are_not_suggested(found):
    for visitor in "abc":
        row("mapping", visitor=visitor, days_ago=31)
        row("mapping", visitor=visitor, lang="fr")
        row("mapping …", visitor=visitor)
    found.add("mapping …")
    assert suggested("map") == []


def test_titles_come_before_searches(found, monkeypatch):
    for visitor in "abc":
        row("mapping", visitor=visitor)
    monkeypatch.setattr(suggesting, "titles", lambda *args, **kwargs: [a_hit()] * 8)
    assert len(suggested("map")) == 8
    assert suggested("map")[-1] == "Mapping 1"
