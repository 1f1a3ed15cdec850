"""Moments that tests stand at, and ordinary events."""

import pytest
from wagtail.models import Site

from tests.factories import events, news


@pytest.fixture(scope="module")
def _sections(kept_in_module):
    events.event_list()
    news.news_list()


@pytest.fixture(autouse=True)
def _root_paths(_sections, db):
    """The cache of root paths outlives the database of a test."""
    Site.clear_site_root_paths_cache()


@pytest.fixture
def event_list(db):
    return events.event_list()


@pytest.fixture
def event(db):
    """One hour in Nairobi's afternoon of 27 November 2026: 14:00 to 15:00 UTC."""
    return events.an_event(title="What we heard so far", mode="online")


@pytest.fixture
def news_item(db):
    return news.a_news_item()
