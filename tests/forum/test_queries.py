"""The budgets of forum.md §17: what a page may ask the database, whatever it holds.

Views add the session and the account: two queries. Each selector is counted with one row and
with three times as many as fit a page, and asks the same.
"""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext

from forum import selectors, services
from forum.engine import Post, Topic
from members.models import User
from tests.factories import forum as make

pytestmark = pytest.mark.django_db
VIEW = 2  # session, account


def asked(read, user):
    """How many queries `read` takes for `user`, who has just signed in.

    The savepoint around a service is a transaction of its own outside of tests.
    """
    reader = User.objects.get(pk=user.pk) if user.pk else AnonymousUser()
    ContentType.objects.get_for_models(Post, Topic)  # a process reads these once
    with CaptureQueriesContext(connection) as queries:
        read(reader)
    is_service = queries[0]["sql"].startswith("SAVEPOINT")
    return len(queries) - (2 if is_service else 0)


@pytest.fixture
def fill(forum, author, reader):
    """Adds rooms, topics and answers; each call as many."""

    def add(number):
        for at in range(number):
            room = make.a_forum(f"Room {at}", parent=None)
            topic = make.a_topic(room, author, subject=f"Subject {at}")
            make.a_reply(topic, reader, body=f"Another answer {at}")
            one = make.a_topic(forum, author, subject=f"Title {at}", body=f"Text number {at}")
            make.a_reply(one, reader, body=f"An answer {at}")

    return add


def test_the_index_asks_the_same_for_any_number_of_rooms(fill, reader):
    fill(2)
    few = asked(selectors.forum_index, reader)
    fill(6)
    assert asked(selectors.forum_index, reader) == few
    assert few + VIEW <= 12


def test_a_forum_asks_the_same_for_any_number_of_topics(fill, forum, reader):
    def read(user):
        return selectors.forum_page(user, forum.pk)

    fill(2)
    few = asked(read, reader)
    fill(6)
    assert asked(read, reader) == few
    assert few + VIEW <= 18


def test_a_topic_asks_the_same_for_any_number_of_posts(topic, author, reader, anonymous):
    def read(user):
        page = selectors.topic_page(user, topic.pk)
        if user.is_authenticated and page.last_shown is not None:
            services.mark_topic_read(member=user, topic=page.topic, last_post=page.last_shown)

    first = topic.first_post
    make.a_reply(topic, reader, body="I agree", reply_to=first)
    quote = f"> [post:{first.pk}]\n> What does it cost?\n\nFour per cent."
    make.a_reply(topic, author, body=quote)
    third = make.person("Chidi Mfano")
    few, few_anonymous = asked(read, third), asked(read, anonymous)
    for at in range(7):
        make.a_reply(topic, reader, body=f"{quote} {at}", reply_to=first)
    assert asked(read, make.person("Lupe Ejemplo")) == few
    assert asked(read, anonymous) == few_anonymous
    assert few + VIEW <= 20


def test_what_is_unread_asks_the_same_for_any_number(fill, author):
    fill(2)
    few = asked(selectors.unread_topics, make.person("Old", date_joined="2026-01-01T00:00Z"))
    fill(6)
    other = make.person("New", date_joined="2026-01-01T00:00Z")
    assert asked(selectors.unread_topics, other) == few
    assert few + VIEW <= 15


def test_a_fresh_members_first_view_costs_what_anyones_does(topic, reader):
    """S14: machina reads and writes a row of every forum and topic for a new member."""

    def read(user):
        page = selectors.topic_page(user, topic.pk)
        services.mark_topic_read(member=user, topic=page.topic, last_post=page.last_shown)

    read(reader)
    make.a_reply(topic, body="Something new")
    assert asked(read, make.person("Fresh")) <= asked(read, reader)


def test_an_answer_asks_at_most_thirty(topic, reader, author):
    def write(user):
        services.reply(member=user, topic=topic, body="Four per cent here.", language="en")

    topic.refresh_from_db()
    assert asked(write, reader) + VIEW <= 30


def test_whom_an_answer_calls_are_judged_and_told_together(forum, author, reader):
    """Who they are, their rights, that they are called, their mails: told with the watchers."""

    def answer(number):
        topic = make.a_topic(forum, author, subject=f"Calls {number}")
        topic.refresh_from_db()
        words = "Hear this: " + " ".join(f"@{make.person().handle}" for _one in range(number))
        found = asked(
            lambda user: services.reply(member=user, topic=topic, body=words, language="en"), reader
        )
        make.let_time_pass(reader)
        return found

    nobody = answer(0)
    assert answer(3) == answer(10) == nobody + 3


def test_a_new_topic_asks_at_most_thirty(forum, reader):
    def write(user):
        services.start_topic(
            member=user, forum=forum, subject="Fees", body="What do you pay?", language="en"
        )

    assert asked(write, reader) + VIEW <= 30


def test_locating_a_post_asks_four(topic, reader):
    post = make.a_reply(topic, reader)
    assert asked(lambda user: selectors.locate_post(user, post.pk), reader) <= 4
