"""The text page of a topic: small, without pictures, what is published and nothing else (§7)."""

from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.templatetags.static import static

from forum import services
from members.services import block_member
from tests.budgets import queries
from tests.factories import discussions as given
from tests.factories import forum as make

pytestmark = pytest.mark.django_db
MOST = 50_000  # bytes
LETTER = "س"  # two bytes in UTF-8
WORDS = f"{LETTER * 9} " * 800  # 8,000 characters, 15 kB


def address(topic, below=""):
    return f"/en/forum/t/{topic.pk}/text/{below}"


def test_a_topic_is_read_as_text(browser_of, topic, reader):
    make.a_reply(topic, reader, body="About **four** per cent here.")
    page = browser_of(None).get(address(topic)).content.decode()
    for words in (topic.subject, "What does it cost where you live?", "About four per cent here."):
        assert words in page
    for part in ("<img", "<script", "<style", "style="):
        assert part not in page


@pytest.mark.parametrize("place", ["topic", "discussion"])
def test_the_one_sheet_of_a_text_page_keeps_long_words_in_and_fetches_nothing(
    place, open_page, topic
):
    """Without it one long word moves the page sideways; with fonts or pictures it is not light."""
    found = {
        "topic": lambda: address(topic),
        "discussion": lambda: f"{given.opened().pages.get().url}text/",
    }[place]()
    page = open_page(None, found)
    [sheet] = page.select("link")
    assert sheet["rel"] == ["stylesheet"]
    rules = Path(finders.find("text.css")).read_text()
    assert sheet["href"] == static("text.css")
    assert "overflow-wrap: anywhere" in rules
    assert not [part for part in ("url(", "@import", "@font-face", "font-family") if part in rules]
    assert len(rules) < 500


def test_a_long_topic_stands_on_small_pages_that_lead_on(browser_of, topic):
    for at in range(5):
        make.a_reply(topic, body=f"{WORDS}Number {at}.")
    reader = browser_of(None)
    parts = [reader.get(address(topic, f"?page={at}")).content for at in (1, 2, 3)]
    assert all(len(one) < MOST for one in parts)
    whole = b"".join(parts)
    assert [whole.count(f"Number {at}.".encode()) for at in range(5)] == [1] * 5
    assert b'rel="next"' in parts[0]
    assert b'rel="next"' not in parts[-1]


@pytest.mark.parametrize("page", ["0", "01", "2", "x", "99999999999999999999"])
def test_a_part_that_is_not_there_is_not_found(browser_of, topic, page):
    assert browser_of(None).get(address(topic, f"?page={page}")).status_code == 404


def test_what_is_not_published_is_on_no_text_page(browser_of, topic, reader, moderator):
    """S4, of its author and of moderators as well: the page is to be printed and passed on."""
    post = make.a_reply(topic, reader, body="Call me under this number.")
    services.hide_post(moderator=moderator, post=post, reason="A number")
    for who in (None, reader, moderator):
        assert b"Call me" not in browser_of(who).get(address(topic)).content


def test_posts_of_whom_one_has_blocked_are_folded(browser_of, topic, author, reader):
    block_member(member=reader, other=author)
    assert b"<details>" in browser_of(reader).get(address(topic)).content
    assert b"<details>" not in browser_of(None).get(address(topic)).content


def test_a_question_is_named_as_its_page_names_it(browser_of):
    topic = given.topic_of(given.opened())
    page = browser_of(None).get(address(topic)).content.decode()
    assert "Whom do you want to reach?" in page


def test_the_topic_leads_to_it(open_page, topic):
    page = open_page(None, f"/en/forum/t/{topic.pk}/{topic.slug}/")
    assert page.select_one(f'a[href="{address(topic)}"]').text == "Text-only version"


def test_a_topic_named_text_keeps_an_address_of_its_own(browser_of, forum, author):
    named = make.a_topic(forum, author, subject="Text")
    assert browser_of().get(f"/en/forum/t/{named.pk}/text-/").status_code == 200


def test_a_text_page_asks_ten_queries_whatever_was_written(browser_of, topic, reader):
    quote = f"> [post:{topic.first_post.pk}]\n> What does it cost?\n\nFour per cent, "

    def asked():
        return [queries(browser_of(who), address(topic)) for who in (None, reader)]

    make.a_reply(topic, body=f"{quote}0.")
    before = asked()
    for at in range(1, 5):
        make.a_reply(topic, body=f"{quote}{at}.")
    assert asked() == before
    assert max(before) <= 10
