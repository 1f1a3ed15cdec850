"""The pages of text of an e-discussion: small, without pictures, and nothing is left out (§15)."""

import pytest

from forum import services
from tests.budgets import queries
from tests.factories import discussions as given
from tests.factories import forum as make
from tests.factories.home import make_site

pytestmark = pytest.mark.django_db
MOST = 50_000  # bytes
LETTER = "س"  # two bytes in UTF-8
WORDS = f"{LETTER * 9} " * 800  # 8,000 characters, 15 kB


@pytest.fixture
def discussion(db):
    make_site("en")
    return given.opened()


@pytest.fixture
def text(client, discussion):
    """A page of text below the discussion, as bytes."""
    url = discussion.pages.get().url

    def read(below=""):
        response = client.get(f"{url}text/{below}")
        assert response.status_code == 200
        return response.content

    return read


def in_general(discussion, body):
    return make.a_reply(discussion.general_topic, body=body)


def test_a_short_discussion_is_one_page(discussion, text):
    given.an_answer(discussion, body="We wrote to the associations.")
    in_general(discussion, "Thank you all.")
    page = text()
    for words in ("We wrote to the associations.", "Thank you all.", "Tell us what you did."):
        assert words.encode() in page


def test_a_long_one_leads_to_every_thread_and_each_page_is_small(client, discussion, text):
    bodies = [f"{WORDS}Number {at}." for at in range(7)]
    for body in bodies:
        given.an_answer(discussion, body=body)
    in_general(discussion, "Thank you all.")
    front = text()
    assert b"text/1/" in front
    assert b"text/general/" in front
    assert b"Number 0." not in front
    assert b"Thank you all." in text("general/")
    parts = [text("1/"), *(text(f"1/?page={at}") for at in (2, 3, 4))]
    assert all(len(one) < MOST for one in (front, *parts))
    whole = b"".join(parts)
    assert [whole.count(f"Number {at}.".encode()) for at in range(7)] == [1] * 7
    assert b'rel="next"' in parts[0]
    assert b'rel="next"' not in parts[-1]


@pytest.mark.parametrize("page", ["0", "01", "2", "x", "99999999999999999999"])
def test_a_part_that_is_not_there_is_not_found(client, discussion, page):
    url = discussion.pages.get().url
    assert client.get(f"{url}text/1/?page={page}").status_code == 404


def test_messages_never_make_a_page_too_large(discussion, text):
    for at in range(6):
        given.say(discussion, subject=f"Message {at}", body=WORDS)
    page = text()
    assert len(page) < MOST
    assert b"Message 5" in page
    assert b"Message 0" not in page
    assert b"All 7 messages" in page  # with the welcome


def test_pages_of_text_ask_ten_queries_whatever_was_written(browser_of, discussion):
    url = discussion.pages.get().url
    quote = "> [post:{}]\n> We wrote.\n\nSo did we."
    first = given.an_answer(discussion, body="We wrote.")

    def asked():
        return [queries(browser_of(None), f"{url}{below}") for below in ("text/", "text/1/")]

    given.an_answer(discussion, body=quote.format(first.pk))
    before = asked()
    for _at in range(6):
        given.an_answer(discussion, body=quote.format(first.pk))
    assert asked() == before
    assert max(before) <= 10


# --- Syntheses ---------------------------------------------------------------------------------
def published(discussion, week, **words):
    draft = given.a_synthesis(discussion, week=week, **words)
    return services.publish_synthesis(host=given.host_of(discussion), synthesis=draft)


def test_syntheses_are_read_as_text_the_whole_before_its_weeks(discussion, text):
    """On a slow line the account of the hosts is what one reads first."""
    assert b"No synthesis is published yet." in text("syntheses/")
    published(discussion, 1, title="What week 1 left out")
    given.a_synthesis(discussion, week=2, title="Nobody sees this")
    services.close_contributions(host=given.host_of(discussion), discussion=discussion)
    published(discussion, None, title="The whole of it", body="All in **one**.")
    assert b'text/syntheses/"' in text()
    page = text("syntheses/").decode()
    assert page.index("The whole of it") < page.index("What week 1 left out")
    assert "All in <strong>one</strong>." in page
    assert "Nobody sees this" not in page
    for part in ("<img", "<script", "<style", "style="):
        assert part not in page


def test_long_syntheses_stand_on_small_pages_that_lead_on(discussion, text):
    services.close_contributions(host=given.host_of(discussion), discussion=discussion)
    for week in (None, 1, 1):  # of week 1 the later version alone is read
        published(discussion, week, body=WORDS + WORDS)
    parts = [text("syntheses/"), text("syntheses/?page=2")]
    assert all(len(one) < MOST for one in parts)
    assert b"Consolidated summary" in parts[0]
    assert b"Synthesis of week 1" in parts[1]


def test_before_a_discussion_begins_its_text_names_no_syntheses(client):
    make_site("en")
    url = given.announced().pages.get().url
    assert "text/syntheses/" not in client.get(f"{url}text/").text
