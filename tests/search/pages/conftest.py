"""Pages of the search before an engine that says what a test tells it to say."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from bs4 import BeautifulSoup
from django.utils.safestring import mark_safe

from search.results import FacetShown, FacetValue, Hit, Results
from search.views import machines, pages
from tests.factories.pages import site_root

DAY = datetime(2026, 3, 14, 12, tzinfo=UTC)


def a_hit(number=1, **values):
    """A page of news about mapping."""
    given = {
        "key": f"page:{number}",
        "type": "news",
        "type_label": "News",
        "lang": "en",
        "title": f"Mapping {number}",
        "title_html": mark_safe(f"<mark>Mapping</mark> {number}"),  # noqa: S308 - a test's own
        "url": f"/en/whats-new/{number}/",
        "snippet_html": mark_safe("What <mark>mapping</mark> taught"),
        "published_at": DAY,
    }
    return Hit(**given | values)


def a_facet(key, *values, chosen=()):
    """A facet whose values are (code, name, number)."""
    return FacetShown(
        key, key.capitalize(), tuple(FacetValue(*value, value[0] in chosen) for value in values)
    )


class Answers:
    """What `query` answers. `asked` holds (SearchRequest, Principal) of every call."""

    def __init__(self):
        self.asked = []
        self.values = {"hits": (a_hit(),), "total": 1}
        self.problem = None

    def __call__(self, request, principal):
        self.asked.append((request, principal))
        if self.problem:
            raise self.problem
        found = Results(
            query=request.text, page=request.page, notices=request.notices, engine="sqlite", ms=3
        )
        return replace(found, **self.values)

    @property
    def request(self):
        return self.asked[-1][0]


@pytest.fixture
def answers(monkeypatch):
    answers = Answers()
    for module in (pages, machines):
        monkeypatch.setattr(module, "query", answers)
    return answers


@pytest.fixture
def site(db):
    return site_root()


@pytest.fixture
def soup(client):
    """soup(path): the page as a tree."""

    def get(path, **more):
        answer = client.get(path, **more)
        return BeautifulSoup(answer.content, "html.parser")

    return get
