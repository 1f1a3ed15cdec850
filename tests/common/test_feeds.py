"""Feeds: whatever a title holds, the document is well formed and says the same."""

import uuid
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from xml.etree import ElementTree

import pytest
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from common.feeds import (
    ATOM,
    NO_CHARACTER_OF_XML,
    Feed,
    FeedItem,
    as_atom,
    as_rss,
    at_noon,
    feed_response,
    identifier,
)

KEY = uuid.UUID("6f1d3c0e-6f57-4c52-9a51-0d6f4f3f7a11")
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def an_item(**fields):
    given = {
        "id": identifier(KEY, "en"),
        "title": "Ten years",
        "url": "/en/whats-new/news/ten-years/",
        "published": NOON,
        "updated": NOON + timedelta(hours=2),
        "language": "en",
    }
    return FeedItem(**given | fields)


def a_feed(*items, **fields):
    given = {
        "id": identifier(KEY, "en:feed"),
        "title": "M4D Net: News",
        "url": "/en/whats-new/news/",
        "feed_url": "/en/whats-new/news/feed.atom",
        "language": "en",
        "summary": "What happens.",
        "items": list(items),
    }
    return Feed(**given | fields)


def atom(tag):
    return f"{{{ATOM}}}{tag}"


# Surrogates too: a form can never send them, JSON and imports can.
any_text = st.text(st.characters(exclude_categories=[]))


@given(any_text, any_text, any_text)
def test_any_text_gives_well_formed_xml_that_says_the_same(title, summary, name):
    item = an_item(title=title, summary=summary, authors=(name,), categories=(name,))
    for feed, path in ((as_atom, f".//{atom('entry')}/{atom('title')}"), (as_rss, ".//item/title")):
        root = ElementTree.fromstring(feed(a_feed(item, title=title, summary=summary)))
        said = root.findtext(path)
        # Line ends are the one thing a parser may change (XML 1.0 §2.11).
        expected = NO_CHARACTER_OF_XML.sub("", title).replace("\r\n", "\n").replace("\r", "\n")
        assert said.replace("\r", "\n") == expected


def test_markup_in_a_title_is_text():
    title = "<script>alert(1)</script> & ]]> friends"
    root = ElementTree.fromstring(as_rss(a_feed(an_item(title=title))))
    assert root.findtext("channel/item/title") == title
    assert b"<script" not in as_atom(a_feed(an_item(title=title)))


def test_links_are_absolute_from_the_settings(settings):
    settings.SITE_URL = "https://m4d.example"
    root = ElementTree.fromstring(as_atom(a_feed(an_item())))
    links = [link.get("href") for link in root.iter(atom("link"))]
    assert links == [
        "https://m4d.example/en/whats-new/news/",
        "https://m4d.example/en/whats-new/news/feed.atom",
        "https://m4d.example/en/whats-new/news/ten-years/",
    ]
    rss = ElementTree.fromstring(as_rss(a_feed(an_item())))
    assert rss.findtext("channel/item/link") == "https://m4d.example/en/whats-new/news/ten-years/"


def test_a_feed_has_what_the_formats_ask_for():
    """RFC 4287 §4.1.1 and §4.1.2; RSS 2.0, required channel elements."""
    root = ElementTree.fromstring(as_atom(a_feed(an_item())))
    for tag in ("id", "title", "updated", "author"):
        assert root.find(atom(tag)) is not None, tag
    for tag in ("id", "title", "updated", "link"):
        assert root.find(f"{atom('entry')}/{atom(tag)}") is not None, tag
    channel = ElementTree.fromstring(as_rss(a_feed(an_item()))).find("channel")
    for tag in ("title", "link", "description", "language"):
        assert channel.findtext(tag), tag
    assert channel.find("item/guid").get("isPermaLink") == "false"
    assert parsedate_to_datetime(channel.findtext("item/pubDate")) == NOON


def test_an_empty_feed_is_a_feed():
    root = ElementTree.fromstring(as_atom(a_feed()))
    assert root.find(atom("entry")) is None
    assert root.findtext(atom("updated"))


def test_identifiers_depend_on_the_thing_and_its_language_only():
    assert identifier(KEY, "fr") == identifier(KEY, "fr")
    assert identifier(KEY, "fr") != identifier(KEY, "en")
    assert identifier(KEY, "en").startswith("urn:uuid:")


def test_a_day_is_the_same_date_in_the_feed():
    assert at_noon(date(2026, 11, 20)) == NOON


@pytest.mark.parametrize("kind", ["atom", "rss"])
def test_an_unchanged_feed_answers_304_to_whoever_has_it(kind):
    feed = a_feed(an_item())
    first = feed_response(RequestFactory().get("/"), feed, kind)
    assert first.status_code == 200
    assert first["Content-Type"] == f"application/{kind}+xml; charset=utf-8"
    by_tag = RequestFactory().get("/", headers={"If-None-Match": first["ETag"]})
    by_time = RequestFactory().get("/", headers={"If-Modified-Since": first["Last-Modified"]})
    assert feed_response(by_tag, feed, kind).status_code == 304
    assert feed_response(by_time, feed, kind).status_code == 304


def test_a_changed_item_changes_the_tag():
    before = feed_response(RequestFactory().get("/"), a_feed(an_item()), "atom")
    request = RequestFactory().get("/", headers={"If-None-Match": before["ETag"]})
    after = feed_response(request, a_feed(an_item(title="Eleven years")), "atom")
    assert after.status_code == 200
