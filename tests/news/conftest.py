"""Ordinary articles, and the lists they lie in."""

import pytest
from wagtail.models import Site

from tests.factories import news


@pytest.fixture(scope="module")
def _sections(kept_in_module):
    news.news_list()
    news.blog()
    news.interview_list()


@pytest.fixture(autouse=True)
def _root_paths(_sections, db):
    """The cache of root paths outlives the database of a test."""
    Site.clear_site_root_paths_cache()


@pytest.fixture
def news_list(db):
    return news.news_list()


@pytest.fixture
def news_item(db):
    return news.a_news_item(title="Ten years of conversations")


@pytest.fixture
def blog_entry(db):
    return news.a_blog_entry(title="Give the findings back")


@pytest.fixture
def series(db):
    return news.a_series()


@pytest.fixture
def interview(series):
    """An interview in its own words, agreed to."""
    questions = [
        ("question", {"question": f"Question {number}?", "short": "", "answer": "<p>So.</p>"})
        for number in (1, 2, 3)
    ]
    return news.an_interview(
        parent=series, title="A talk", questions=questions, agreement="By mail, 2 November 2026"
    )
