"""Moderators are told of work that is still to be done (forum.md §8)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from forum import services
from forum.models import PreModeration
from notifications.digests import write_digests
from notifications.letters import letter_of
from notifications.models import Delivery, DeliveryKind, Notification
from notifications.selectors import newest_unread
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


def digest_of(moderator):
    write_digests(now=timezone.now() + timedelta(days=1))
    row = Delivery.objects.filter(kind=DeliveryKind.DIGEST, recipient=moderator).first()
    return letter_of(row).message if row else None


@pytest.mark.parametrize("done", DONE)
def test_what_somebody_has_decided_is_told_to_nobody(done, moderator, request):
    given, act = DONE[done]
    post = request.getfixturevalue(given)
    assert Notification.objects.filter(recipient=moderator).exists()
    assert told(moderator)
    act(moderator, post)
    assert told(moderator) == []
    assert digest_of(moderator) is None


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
    body = digest_of(moderator).body
    assert "“Sending money home” waits for you" in body
    assert "Done" not in body
