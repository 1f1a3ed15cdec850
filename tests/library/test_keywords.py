"""The words of the library's list: asked of the search, or of the database (search.md §3)."""

import pytest
from bs4 import BeautifulSoup

from common.indexing import Finds, hooks
from home.models import HomePage
from search.backends import engines
from search.generations import rebuild
from tests.factories import home as make

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def _home(kept_in_module):
    return make.make_site().pk


@pytest.fixture
def home(_home, db):
    return HomePage.objects.get(pk=_home)


@pytest.fixture
def records(home):
    """Two records; the third speaks of remittances in another word."""
    return [
        make.a_record(title="Guide to mapping diasporas"),
        make.a_record(title="Guide to remittances"),
        make.a_news(title="Mapping in the news"),
    ]


def listed(client, words):
    answer = client.get("/en/library/", {"q": words})
    return {one["data-id"] for one in _rows(answer)}, answer.context["facets"].total


def _rows(answer):
    return BeautifulSoup(answer.content, "html.parser").select(".result-list > [data-id]")


def test_other_forms_of_a_word_are_found(records, client):
    rebuild(engines.embedded())
    mapping, *_others = records
    assert listed(client, "diaspora maps") == ({str(mapping.pk)}, 1)


def test_all_words_have_to_be_there(records, client):
    rebuild(engines.embedded())
    _ids, total = listed(client, "guide remittance mapping diaspora")
    assert total == 2  # none has all: then any will do, as in the search
    assert listed(client, "guide remittance")[1] == 1


def test_without_an_index_the_database_answers(records, client):
    mapping, *_others = records
    assert listed(client, "mapping") == ({str(mapping.pk)}, 1)
    assert listed(client, "maps")[1] == 0


def test_more_than_the_search_names_is_asked_of_the_database(records, client, monkeypatch):
    many = Finds(keys=("page:1",), total=501, is_answered=True)
    monkeypatch.setitem(hooks._hooks, "find", lambda text, **kwargs: many)
    assert listed(client, "mapping")[1] == 1


def test_the_search_opens_nothing_that_is_closed(records, client, monkeypatch):
    """SEC13: what it names is looked for among what the reader may see."""
    mapping, *_others = records
    found = Finds(keys=(f"page:{mapping.pk}", "file:3"), total=2, is_answered=True)
    monkeypatch.setitem(hooks._hooks, "find", lambda text, **kwargs: found)
    assert listed(client, "anything")[1] == 1
    mapping.unpublish()
    assert listed(client, "anything")[1] == 0
