"""Moderators are told of work that is still to be done (forum.md §8)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from forum import services
from forum.models import PreModeration
from notifications.digests import write_digests
from notifications.models import Notification
from notifications.selectors import newest_unread
from tests.digests import digest_of
from tests.factories import forum as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def room():
    return make.a_forum("Careful", pre_moderation=PreModeration.NEW)


@pytest.fixture
def waiting(room, moderator, newcomer):
    """A newcomer's answer that waits; the moderator is told."""
    return make.a_reply(make.a_topic(room, make.person()), newcomer)


@pytest.fixture
def reported(topic, moderator):
    """An answer that somebody has reported."""
    post = make.a_reply(topic)
    services.report_post(member=make.person(), post=post, reason="spam", note="An advert.")
    return post


@pytest.fixture
def in_danger(topic, moderator):
    post = make.a_reply(topic)
    services.report_post(member=make.person(), post=post, reason="danger", note="They say where.")
    return post


DONE = {
    "approved": ("waiting", lambda who, post: services.approve_post(moderator=who, post=post)),
    "not accepted": (
        "waiting",
        lambda who, post: services.reject_post(moderator=who, post=post, reason="Spam"),
    ),
    "decided": (
        "reported",
        lambda who, post: services.decide_reports(moderator=who, post=post, outcome="upheld"),
    ),
    "danger decided": (
        "in_danger",
        lambda who, post: services.decide_reports(moderator=who, post=post, outcome="declined"),
    ),
}


def told(moderator):
    return [one.message for one in newest_unread(moderator, 20)]


@pytest.mark.parametrize("done", DONE)
def test_what_somebody_has_decided_is_told_to_nobody(done, moderator, request):
    given, act = DONE[done]
    post = request.getfixturevalue(given)
    assert Notification.objects.filter(recipient=moderator).exists()
    assert told(moderator)
    act(moderator, post)
    assert told(moderator) == []
    assert digest_of(moderator) == ""


@pytest.mark.parametrize("given", ["waiting", "reported", "in_danger"])
def test_what_is_told_leads_to_where_it_is_decided(given, moderator, request, client):
    post = request.getfixturevalue(given)
    (message,) = told(moderator)
    assert message.url == f"/en/forum/p/{post.pk}/moderate/"
    client.force_login(moderator)
    assert client.get(message.url).status_code == 200


def test_the_digest_names_what_still_waits_beside_what_is_done(room, waiting, moderator):
    other = make.a_reply(make.a_topic(room, make.person(), subject="Done"), make.newcomer("Other"))
    services.approve_post(moderator=moderator, post=other)
    body = digest_of(moderator)
    assert "“Sending money home” waits for you" in body
    assert "Done" not in body


def test_a_digest_counts_what_waits_and_leads_to_the_queue(room, waiting, moderator):
    """Not one line a post: three of them wait."""
    for name in ("Costs", "Courts", "Closed"):
        topic = make.a_topic(room, make.person(), subject=name)
        post = make.a_reply(topic, make.newcomer(name))
    services.approve_post(moderator=moderator, post=post)
    body = digest_of(moderator)
    assert body.count("waits for you") == 0
    assert "* 3 posts wait for you" in body
    assert "Courts · Costs · Sending money home" in body
    assert "/en/forum/moderation/" in body


def test_a_digest_counts_the_posts_that_were_reported_not_the_reports(topic, reported, moderator):
    services.report_post(member=make.person(), post=reported, reason="abuse")
    assert "was reported" in digest_of(moderator)


def test_a_digest_counts_reports_of_several_posts(topic, reported, moderator):
    other = make.a_reply(topic, make.person(), body="Another one.")
    services.report_post(member=make.person(), post=other, reason="abuse")
    assert "* 2 posts were reported" in digest_of(moderator)


def test_what_was_counted_in_a_digest_is_told(room, waiting, moderator):
    make.a_reply(make.a_topic(room, make.person()), make.newcomer("Other"))
    assert digest_of(moderator)
    assert not Notification.objects.filter(recipient=moderator, delivery=None).exists()
    assert write_digests(now=timezone.now() + timedelta(days=2)) == 0


def test_a_digest_counts_a_day_of_answers_in_a_topic_as_one(topic, author, reader):
    services.subscribe(member=reader, target=topic, level="watching")
    for number in range(3):
        make.a_reply(topic, author, body=f"Answer {number}.")
        long_ago = timezone.now() - timedelta(minutes=20)  # each a burst of its own
        Notification.objects.filter(recipient=reader).update(first_at=long_ago)
    assert Notification.objects.filter(recipient=reader).count() == 3
    body = digest_of(reader)
    assert "* 3 new posts in “Sending money home”" in body
    assert "Answer 2." in body
