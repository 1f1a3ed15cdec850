"""What search engines are told of the forum: what anybody may read (forum.md §14)."""

from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from forum import services
from forum.models import PreModeration, Preset
from forum.selectors import public
from home.sitemap import SITEMAP, XHTML
from tests.factories import forum as make

pytestmark = pytest.mark.django_db
NAMES = {"s": SITEMAP, "x": XHTML}
PART = "/sitemap-forum-1.xml"


def entries(answer):
    """{path: {language: path} of its twins} of one part."""
    assert answer.status_code == 200
    found = {}
    for one in ElementTree.fromstring(answer.content).findall("s:url", NAMES):
        links = one.findall("x:link", NAMES)
        twins = {link.get("hreflang"): urlsplit(link.get("href")).path for link in links}
        found[urlsplit(one.find("s:loc", NAMES).text).path] = twins
    return found


@pytest.fixture
def listed(browser_of, monkeypatch):
    """listed() -> all entries of all parts, of which the first has the index and the rooms."""

    def read():
        parts = [browser_of().get(f"/sitemap-forum-{n}.xml") for n in (1, 2, 3)]
        return {
            path: twins
            for part in parts
            if part.status_code == 200
            for path, twins in entries(part).items()
        }

    return read


def test_a_room_stands_once_in_each_language_and_names_its_twins(listed, forum, topic):
    found = listed()
    addresses = {one: f"/{one}/forum/f/{forum.pk}/{forum.slug}/" for one in ("en", "fr", "es")}
    for address in addresses.values():
        assert found[address] == addresses
    assert set(found["/fr/forum/"]) == {"en", "fr", "es"}


@pytest.mark.parametrize(("language", "below"), [("en", "en"), ("fr", "fr"), ("sw", "en")])
def test_a_topic_stands_once_below_its_own_language(language, below, listed, forum, author):
    topic = make.a_topic(forum, author, language=language)
    found = listed()
    assert found[f"/{below}/forum/t/{topic.pk}/{topic.slug}/"] == {}
    assert sum(f"/t/{topic.pk}/" in one for one in found) == 1


def test_what_is_listed_is_there_and_is_its_own_canonical_address(listed, open_page, forum, author):
    make.a_topic(forum, author, language="fr")
    for address in listed():
        (link,) = open_page(None, address).select("link[rel=canonical]")
        assert urlsplit(link["href"]).path == address


@pytest.mark.parametrize("preset", [Preset.MEMBERS, Preset.GROUP])
def test_a_private_room_and_its_topics_are_not_in_it(preset, listed, author, reader):
    group = make.in_group(author, "Team").groups.get(name="Team")
    private = {"group": group} if preset == Preset.GROUP else {}
    room = make.a_forum("Canary room", preset=preset, **private)
    make.a_topic(room, author, subject="Canary topic")
    assert not [one for one in listed() if "canary" in one]


def test_a_room_below_a_private_shelf_is_not_in_it(listed, author):
    """S16."""
    shelf = make.a_forum("Canary shelf", preset=Preset.MEMBERS, is_category=True)
    make.a_topic(make.a_forum("Canary room", parent=shelf), author, subject="Canary topic")
    assert not [one for one in listed() if "canary" in one]


def test_what_waits_or_was_hidden_is_not_in_it(listed, forum, author, moderator):
    """S4."""
    careful = make.a_forum("Careful", pre_moderation=PreModeration.EVERYONE)
    make.a_topic(careful, author, subject="Canary that waits")
    hidden = make.a_topic(forum, author, subject="Canary that was hidden")
    services.hide_post(moderator=moderator, post=hidden.first_post, reason="Off")
    assert not [one for one in listed() if "canary" in one]


def test_neither_shelves_nor_empty_rooms_nor_rooms_with_their_own_pages_are_in_it(listed, author):
    make.a_forum("Canary shelf", is_category=True)
    make.a_forum("Canary without a topic")
    room = make.a_forum("Canary talk", preset=Preset.DISCUSSION)
    services.grant(user=author, forum=room, codenames=["can_start_new_topics"])
    topic = make.a_topic(room, author, subject="A question")
    found = listed()
    assert not [one for one in found if "canary" in one]
    assert f"/en/forum/t/{topic.pk}/a-question/" in found


def test_each_part_is_bounded_and_behind_the_last_there_is_nothing(
    browser_of, forum, author, monkeypatch
):
    monkeypatch.setattr(public, "TOPICS", 2)
    monkeypatch.setattr(public, "ROOMS", 1)
    second = make.a_forum("Second room")
    topics = [make.a_topic(room, author) for room in (forum, second, second)]
    parts = [browser_of().get(f"/sitemap-forum-{number}.xml") for number in range(1, 6)]
    assert [one.status_code for one in parts] == [200, 200, 200, 200, 404]
    index = browser_of().get("/sitemap.xml").content.decode()
    assert index.count("/sitemap-forum-") == 4
    held = [path for part in parts[2:4] for path in entries(part)]
    assert held == [f"/en/forum/t/{one.pk}/{one.slug}/" for one in topics]


def test_a_part_asks_the_same_for_any_number(browser_of, forum, author):
    def asked(address):
        with CaptureQueriesContext(connection) as queries:
            browser_of().get(address)
        return len(queries)

    def add(number):
        for at in range(number):
            room = make.a_forum(f"Room {forum.pk} {at}")
            make.a_topic(room, author)

    add(2)
    addresses = ("/sitemap.xml", PART, "/sitemap-forum-2.xml")
    few = [asked(address) for address in addresses]
    add(6)
    assert [asked(address) for address in addresses] == few
    assert max(few) <= 10
