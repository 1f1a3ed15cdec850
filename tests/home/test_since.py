"""What waits for a member on the front page since their last visit (look.md §8, decision 0223)."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext

from forum import services as forum_services
from forum.models import Draft, Level, Preset
from learning.services import record_visit
from notifications.models import Notification
from notifications.services import notify
from notifications.unread import forget_unread
from tests.budgets import queries
from tests.factories import forum
from tests.factories import learning as courses

pytestmark = pytest.mark.django_db
HOME_OF_MEMBERS = 20  # queries (quality.md §6)


@pytest.fixture
def reader(home, client):
    member = forum.person("Rosa Lectora")
    client.force_login(member)
    return member


def rows_of(client):
    page = BeautifulSoup(client.get("/en/").content, "html.parser")
    return page.h1.text, [row.get_text(" ", strip=True) for row in page.select(".since__row")], page


def answered(reader, subject, level=Level.WATCHING):
    """A topic that the reader follows, with an answer they have not read."""
    topic = forum.a_topic(forum.a_forum(f"Room of {subject}"), subject=subject)
    forum_services.subscribe(member=reader, target=topic, level=level)
    forum.a_reply(topic, forum.person("Joy Halimbawa"))
    return topic


def test_who_has_nothing_waiting_sees_the_front_page_as_everybody_does(reader, home, client):
    title, rows, page = rows_of(client)
    assert (title, rows) == (home.sentence or home.title, [])
    assert page.select_one(".hero form"), "the search"
    assert not page.select("#main a[href='/en/accounts/signup/']"), "they have joined"


def test_a_visitor_sees_the_sentence_and_no_row(home, client):
    title, rows, page = rows_of(client)
    assert (title, rows) == (home.sentence or home.title, [])
    assert page.select("#main a[href='/en/accounts/signup/']")


def test_answers_a_course_drafts_and_notices_stand_in_this_order(reader, client):
    topic = answered(reader, "Sending money home")
    course = courses.a_whole_course()
    enrolment = courses.enrolled_in(course, user=reader)
    first = course.lessons[0]
    record_visit(enrolment=enrolment, item_key=first.translation_key, locale="en", seconds=5)
    Draft.objects.create(user=reader, context=f"reply:{topic.pk}", body="Half a thought")
    notify(type="learning.completed", recipients=[reader], target=enrolment)
    title, rows, page = rows_of(client)
    assert title == "Since your last visit"
    assert [row.split(" New")[0].split(" Go on")[0].split(" Last")[0] for row in rows] == [
        "Sending money home",
        course.title,
        "1 draft waits for you",
        "2 unread notices",  # of the answer, and of the course
    ]
    assert "New answer by Joy Halimbawa" in rows[0]
    assert first.title in rows[1]
    assert page.select(".since a")[1]["href"] == first.get_url()


def test_what_was_read_muted_or_may_not_be_seen_does_not_wait(reader, client):
    read = answered(reader, "Read")
    forum_services.mark_forum_read(member=reader, forum=read.forum)
    answered(reader, "Muted", level=Level.MUTED)
    forum.a_reply(forum.a_topic(forum.a_forum("Elsewhere"), subject="Of others"))
    group = Group.objects.create(name="Few")
    hidden = answered(reader, "Hidden")
    forum_services.apply_preset(
        admin=forum.an_admin(), forum=hidden.forum, preset=Preset.GROUP, group=group
    )
    Notification.objects.all().delete()
    forget_unread([reader.pk])
    assert rows_of(client)[1] == []


def test_of_many_topics_three_are_named_and_the_rest_is_a_link(reader, client):
    for number in range(4):
        answered(reader, f"Topic {number}")
    _title, rows, page = rows_of(client)
    assert [row.split(" New")[0] for row in rows[:3]] == ["Topic 3", "Topic 2", "Topic 1"]
    assert page.select(".since a")[3]["href"] == "/en/forum/unread/"


def test_a_course_that_is_completed_or_was_never_begun_does_not_wait(reader, client):
    courses.enrolled_in(courses.a_whole_course(), user=reader)
    assert rows_of(client)[1] == []


def test_each_source_asks_once_however_much_waits_and_the_page_stays_in_its_budget(reader, client):
    def cost():
        first = queries(client, "/en/")
        with CaptureQueriesContext(connection) as asked:
            client.get("/en/")
        return first, len(asked)

    nothing, _warm = cost()
    assert nothing <= HOME_OF_MEMBERS
    topic = answered(reader, "One")
    Draft.objects.create(user=reader, context=f"reply:{topic.pk}", body="x")
    one, warm = cost()
    for number in range(5):
        other = answered(reader, f"More {number}")
        Draft.objects.create(user=reader, context=f"reply:{other.pk}", body="x")
    many, warm_many = cost()
    assert many <= one <= HOME_OF_MEMBERS
    assert warm_many <= warm
