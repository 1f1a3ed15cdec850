"""Queries of the forum's pages, whole: frame, session, account and badges are in them.

quality.md §6 and forum.md §17 say how many; three times the rooms, topics and answers ask no more.
"""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from forum import services
from forum.models import Contribution
from notifications.models import Notification
from tests.budgets import queries
from tests.factories import discussions as given
from tests.factories import forum as make
from tests.factories.home import make_site

from .conftest import typed

pytestmark = pytest.mark.django_db
# {page: (without an account, a member)}; None: the page is for members alone.
BUDGETS = {
    "index": (10, 12),
    "forum": (14, 18),
    "topic": (15, 20),
    "unread": (None, 15),
    "bookmarks": (None, 15),
    "drafts": (None, 15),
    "subscriptions": (None, 15),
    "feed": (10, 10),
    "forum_feed": (10, 10),
    "topic_feed": (10, 10),
}
QUEUE_AT, QUEUE = "/en/forum/moderation/", 18
POST = 30


@pytest.fixture
def site(db):
    """The site with its menu, as it runs: its frame asks as well."""
    return make_site("en")


@pytest.fixture
def world(site, forum, author, reader, moderator, newcomer):
    """Grows by as much at each call: rooms, topics, answers with quotes, marks, what waits."""
    long_topic = make.a_topic(forum, author, subject="The long one")

    def grow(number=3):
        first = long_topic.first_post
        for at in range(number):
            room = make.a_forum(f"Room {Contribution.objects.count()}")
            careful = make.a_forum(f"Careful {Contribution.objects.count()}", pre_moderation="new")
            one = make.a_topic(room, author, body=f"Do you know? {room.pk}")
            make.a_reply(one, make.person(f"Writer {room.pk}"))
            make.a_topic(forum, make.person(f"Asker {room.pk}"), subject=f"Title {at}")
            quote = f"> [post:{first.pk}]\n> What does it cost?\n\nFour per cent, {room.pk}."
            post = make.a_reply(long_topic, make.person(f"Quoter {room.pk}"), body=quote)
            make.a_topic(careful, newcomer, subject=f"A first question {room.pk}")
            services.report_post(member=author, post=post, reason="off_topic", note="Elsewhere")
            services.bookmark_post(member=reader, post=post)
            services.subscribe(member=reader, target=one, level="watching")
            services.save_draft(member=reader, context=f"reply:{one.pk}", body="Not yet sent")

    grow.addresses = {
        "index": "/en/forum/",
        "forum": f"/en/forum/f/{forum.pk}/{forum.slug}/",
        "topic": f"/en/forum/t/{long_topic.pk}/{long_topic.slug}/",
        "unread": "/en/forum/unread/",
        "bookmarks": "/en/forum/bookmarks/",
        "drafts": "/en/forum/drafts/",
        "subscriptions": "/en/forum/subscriptions/",
        "feed": "/en/forum/feed.atom",
        "forum_feed": f"/en/forum/f/{forum.pk}/feed.atom",
        "topic_feed": f"/en/forum/t/{long_topic.pk}/feed.atom",
    }
    return grow


def asked(browser_of, world, user, budgets):
    """{page: queries}; each for somebody who opens it for the first time."""
    return {name: queries(browser_of(user()), world.addresses[name]) for name in budgets}


def over(found, budgets):
    return {name: number for name, number in found.items() if number > budgets[name]}


@pytest.mark.slow
def test_pages_of_readers_without_an_account(browser_of, world):
    budgets = {name: few for name, (few, _more) in BUDGETS.items() if few is not None}
    world()
    before = asked(browser_of, world, lambda: None, budgets)
    world(6)
    assert asked(browser_of, world, lambda: None, budgets) == before
    assert over(before, budgets) == {}


@pytest.mark.slow
def test_pages_of_a_member(browser_of, world, reader):
    budgets = {name: more for name, (_few, more) in BUDGETS.items()}
    world()
    before = asked(browser_of, world, lambda: reader, budgets)
    world(6)
    assert asked(browser_of, world, lambda: reader, budgets) == before
    assert over(before, budgets) == {}


def test_a_page_that_marks_as_read_costs_no_more_for_a_fresh_member(browser_of, world, reader):
    """S14."""
    world()
    url = world.addresses["topic"]
    assert queries(browser_of(make.person("Fresh")), url) <= queries(browser_of(reader), url) <= 20


@pytest.mark.slow
def test_the_moderators_queue(browser_of, world, moderator):
    desk = browser_of(moderator)
    desk.get(QUEUE_AT)  # a new session of somebody with rights gets another key once
    world()
    before = queries(desk, QUEUE_AT)
    world(6)
    assert queries(desk, QUEUE_AT) == before
    assert before <= QUEUE


@pytest.mark.slow
@pytest.mark.parametrize("place", ["topic", "forum"])
def test_sending_a_text(place, browser_of, open_page, world, reader, slowly):
    """An answer, or a new topic, with session and account; savepoints are no questions."""
    pages = {"topic": "topic", "forum": "forum"}
    address = world.addresses[pages[place]]
    act = "reply/" if place == "topic" else "new/"
    url = "/".join(address.split("/")[:-2]) + f"/{act}"

    def sent(words):
        browser = browser_of(reader)
        fields = typed(open_page(reader, url), "main form[method=post]") | {"body": words}
        fields |= {"subject": f"About {words}"} if place == "forum" else {}
        make.let_time_pass(reader)
        with CaptureQueriesContext(connection) as found:
            assert browser.post(url, fields).status_code in (302, 303)
        make.let_time_pass(reader)
        asks = [one["sql"] for one in found if "SAVEPOINT" not in one["sql"]]
        return len(asks)

    world()
    before = sent("Four per cent here.")
    world(6)
    assert sent("Five per cent there.") == before
    assert before <= POST


@pytest.mark.slow
@pytest.mark.parametrize("number", [0, 3, 10])
def test_sending_an_answer_that_mentions_members(
    number, browser_of, open_page, site, forum, author, reader, slowly
):
    """§17: whom it calls, their rights and their mails are asked for together."""
    first = make.a_topic(forum, author)
    make.a_reply(first, reader)  # types and sessions are known by then
    topic = make.a_topic(forum, author, subject="Another")
    names = " ".join(f"@{make.person().handle}" for _one in range(number))
    browser, url = browser_of(reader), f"/en/forum/t/{topic.pk}/reply/"
    fields = typed(open_page(reader, url), "main form[method=post]") | {"body": f"Hear: {names}"}
    make.let_time_pass(reader)
    with CaptureQueriesContext(connection) as found:
        assert browser.post(url, fields).status_code == 303
    told = Notification.objects.filter(type="forum.named")
    assert told.count() == number
    assert len([one for one in found if "SAVEPOINT" not in one["sql"]]) <= POST


# {below the page: (without an account, a member)}; its front is quality.md §6, the rest as pages of
# its kind, a question being the front and a topic together.
DISCUSSION = {
    "": (16, 20),
    "q/1/": (20, 31),
    "messages/": (10, 15),
    "synthesis/1/": (14, 18),
    "statistics/": (10, 12),
    "text/": (10, 15),
    "text/1/": (10, 15),
    "text/syntheses/": (10, 15),
    "feed.atom": (10, 12),
}


@pytest.mark.slow
@pytest.mark.parametrize("at", [0, 1], ids=["without an account", "a member"])
def test_pages_of_a_discussion(at, site, browser_of, reader):
    discussion = given.opened()
    host, url = given.host_of(discussion), discussion.pages.get().url
    first = given.an_answer(discussion, body="We wrote to them.")

    def grow(number):
        quote = f"> [post:{first.pk}]\n> We wrote to them.\n\nSo did we {number} times."
        post = given.an_answer(discussion, make.person(f"Voice {number}"), body=quote)
        given.say(discussion, subject=f"Message {number}")
        draft = given.a_synthesis(discussion)  # one version after another
        services.add_excerpt(host=host, synthesis=draft, post=post, quote="So did we")
        services.publish_synthesis(host=host, synthesis=draft)

    def asked():
        who = reader if at else None
        return {one: queries(browser_of(who), f"{url}{one}") for one in DISCUSSION}

    grow(1)
    before = asked()
    grow(2)
    grow(3)
    assert asked() == before
    assert over(before, {one: numbers[at] for one, numbers in DISCUSSION.items()}) == {}


@pytest.mark.slow
def test_a_thread_of_a_discussion_is_a_topic(site, browser_of, reader):
    """Below /forum/t/ as well: what hosts may do with its answers costs nobody else a query."""
    discussion = given.opened()
    given.a_synthesis(discussion)
    given.an_answer(discussion, body="We wrote to them.")
    for thread in (given.topic_of(discussion), discussion.general_topic):
        url = f"/en/forum/t/{thread.pk}/{thread.slug}/"
        assert queries(browser_of(reader), url) <= BUDGETS["topic"][1]


DESK = 30  # the front, with drafts, people and what a host may do


@pytest.mark.slow
def test_the_hosts_desk(site, browser_of):
    """Drafts of messages and syntheses, their quotes, people: three times as many ask no more."""
    discussion = given.opened()
    host, url = given.host_of(discussion), f"{discussion.pages.get().url}host/"

    def grow(*weeks):
        for at in weeks:
            who = make.person(f"Voice {at}")
            post = given.an_answer(discussion, who, body=f"So did we, {at} times.")
            given.say(discussion, subject=f"Message {at}")
            services.draft_host_message(
                host=host,
                discussion=discussion,
                kind="steer",
                language="en",
                subject=f"Draft {at}",
                body="Tell us more.",
            )
            draft = given.a_synthesis(discussion, week=at)
            services.add_excerpt(host=host, synthesis=draft, post=post, quote="So did we")
            services.add_role(host=host, discussion=discussion, user=who, role="expert")

    grow(1)
    page = browser_of(host).get(url).content.decode()
    assert page.count("1 quote)") == 1
    before = queries(browser_of(host), url)
    grow(2, 3, 4)
    assert queries(browser_of(host), url) == before
    assert before <= DESK
