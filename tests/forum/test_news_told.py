"""The news of what one follows comes once, whole, as chosen, unless it was read (forum.md §8)."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from forum import services
from forum.models import Contribution, How, Level, PreModeration, Subscription
from members.services import block_member
from notifications.models import Delivery, Notification
from notifications.registry import EmailChoice
from notifications.sending import deliver_due
from notifications.services import choose_email, stop_digest
from tests.digests import digest_of
from tests.factories import discussions as given
from tests.factories import forum as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def follower(topic, reader):
    """Who wants every answer at once."""
    services.subscribe(member=reader, target=topic, level=Level.WATCHING, delivery=How.INSTANT)
    return reader


def mails_to(user):
    """What reached this member since the last time it was asked, bursts ended."""
    Delivery.objects.filter(settled_at=None).update(not_before=timezone.now())
    before = len(mail.outbox)
    deliver_due()
    return [one for one in mail.outbox[before:] if one.to == [user.email]]


# --- Every post of a burst ----------------------------------------------------------------------
def test_the_mails_of_a_burst_carry_each_post_once(topic, follower):
    make.a_reply(topic, make.person("Ama One"), body="First words.")
    (first,) = mails_to(follower)
    make.a_reply(topic, make.person("Bo Two"), body="Second *words*.")
    make.a_reply(topic, make.person("Cy Three"), body="Third words.")
    (rest,) = mails_to(follower)
    assert "First words." in first.body
    assert "First words." not in rest.body
    assert "Bo Two:\n\nSecond words.\n\nCy Three:\n\nThird words." in rest.body
    assert "<strong>Bo Two</strong>" in rest.alternatives[0].content
    assert "<em>words</em>" in rest.alternatives[0].content
    assert mails_to(follower) == []


def test_a_digest_begins_each_post_of_a_burst(topic, reader):
    services.subscribe(member=reader, target=topic, level=Level.WATCHING)
    for number in range(3):
        make.a_reply(topic, make.person(f"Ama {number}"), body=f"Answer {number}.")
    assert Notification.objects.filter(recipient=reader).count() == 1
    told = digest_of(reader)
    assert "Ama 0: Answer 0. · Ama 1: Answer 1. · Ama 2: Answer 2." in told


def test_a_long_burst_says_how_many_posts_are_on_the_site(topic, follower):
    for _unused in range(4):
        make.a_reply(topic, body="x" * 12_000)
    (sent,) = mails_to(follower)
    assert sent.body.count("x" * 12_000) == 2
    assert "2 more on the site." in sent.body
    assert len(sent.message().as_bytes()) < 100_000


@pytest.mark.parametrize("which", [0, 1, 2])
def test_what_was_hidden_of_a_burst_is_not_told_and_keeps_nothing_else_back(
    which, topic, follower, moderator
):
    posts = [make.a_reply(topic, body=f"Answer {number}.") for number in range(3)]
    services.hide_post(moderator=moderator, post=posts[which], reason="x")
    (sent,) = mails_to(follower)
    assert sent.subject == "2 new posts in “Sending money home”"
    assert {n for n in range(3) if f"Answer {n}." in sent.body} == {0, 1, 2} - {which}


def test_who_is_blocked_meanwhile_is_left_out_of_a_burst(topic, follower):
    loud = make.person("Lou Loud")
    make.a_reply(topic, loud, body="Loud words.")
    make.a_reply(topic, body="Quiet words.")
    block_member(member=follower, other=loud)
    (sent,) = mails_to(follower)
    assert "Quiet words." in sent.body
    assert "Loud" not in sent.body


# --- Unseen on the site -------------------------------------------------------------------------
def unread(user):
    return Notification.objects.filter(recipient=user, read_at=None).count()


def test_what_was_read_on_the_site_comes_in_no_digest_and_is_no_unread_notice(
    topic, reader, client
):
    services.subscribe(member=reader, target=topic, level=Level.WATCHING)
    make.a_reply(topic, body="Read at once.")
    client.force_login(reader)
    client.head(f"/en/forum/t/{topic.pk}/sending-money-home/")
    assert unread(reader) == 1
    client.get(f"/en/forum/t/{topic.pk}/sending-money-home/")
    assert unread(reader) == 0
    assert digest_of(reader) == ""


def test_only_what_the_page_shows_is_read(topic, reader):
    services.subscribe(member=reader, target=topic, level=Level.WATCHING)
    first = make.a_reply(topic, body="Answer one.")
    Notification.objects.update(first_at=timezone.now() - timedelta(minutes=20))  # a burst each
    make.a_reply(topic, body="Answer two.")
    elsewhere = make.a_topic(topic.forum, subject="Elsewhere")
    services.subscribe(member=reader, target=elsewhere, level=Level.WATCHING)
    make.a_reply(elsewhere, body="Answer three.")
    other = make.person()
    services.subscribe(member=other, target=topic, level=Level.WATCHING)
    services.mark_topic_read(member=reader, topic=topic, last_post=first)
    told = digest_of(reader)
    assert "Answer one." not in told
    assert "Answer two." in told
    assert "Answer three." in told


def test_a_post_that_waited_is_read_though_the_topic_was_read_beyond_it(
    reader, moderator, newcomer, client
):
    topic = make.a_topic(make.a_forum(pre_moderation=PreModeration.NEW))
    services.subscribe(member=reader, target=topic, level=Level.WATCHING)
    waits = make.a_reply(topic, newcomer, body="Let through.")
    make.a_reply(topic, reader)
    services.approve_post(moderator=moderator, post=waits)
    assert unread(reader) == 1
    client.force_login(reader)
    client.get(f"/en/forum/t/{topic.pk}/sending-money-home/")
    assert unread(reader) == 0


def test_a_room_that_counts_as_read_is_told_no_more(topic, reader):
    services.subscribe(member=reader, target=topic.forum, level=Level.WATCHING)
    make.a_reply(topic)
    services.mark_forum_read(member=reader, forum=topic.forum)
    assert digest_of(reader) == ""


def test_messages_and_syntheses_that_were_opened_are_read(client):
    reader, talk = make.person(), given.opened()
    services.subscribe(member=reader, target=talk.forum, level=Level.WATCHING)
    given.say(talk)
    written = given.a_synthesis(talk)
    services.publish_synthesis(host=given.host_of(talk), synthesis=written)
    client.force_login(reader)
    address = talk.pages.get().url
    before = unread(reader)
    client.get(f"{address}messages/", headers={"Sec-Purpose": "prefetch"})
    assert unread(reader) == before
    client.get(f"{address}messages/")
    assert unread(reader) == before - 1
    client.get(f"{address}synthesis/1/")
    assert unread(reader) == before - 2


# --- As chosen for the thing itself -------------------------------------------------------------
COMES = {  # {way: (at once, in the digest)}
    How.ACCOUNT: (False, True),
    How.INSTANT: (True, False),
    How.DAILY: (False, True),
    How.OFF: (False, False),
}


@pytest.mark.parametrize("followed", ["topic", "room"])
@pytest.mark.parametrize(("way", "comes"), COMES.items())
def test_news_of_what_one_follows_comes_as_one_chose_for_it(way, comes, followed, topic, reader):
    target = topic if followed == "topic" else topic.forum
    services.subscribe(member=reader, target=target, level=Level.WATCHING, delivery=way)
    make.a_reply(topic, body="Here it is.")
    at_once = any("Here it is." in one.body for one in mails_to(reader))
    assert (at_once, "Here it is." in digest_of(reader)) == comes
    assert unread(reader) == 1  # on the site in any case


def test_what_was_chosen_for_the_topic_counts_before_the_room(topic, reader):
    services.subscribe(member=reader, target=topic.forum, level="watching", delivery=How.INSTANT)
    services.subscribe(member=reader, target=topic, level="watching", delivery=How.OFF)
    make.a_reply(topic)
    assert mails_to(reader) == []
    services.subscribe(member=reader, target=topic, level="watching", delivery=How.ACCOUNT)
    Notification.objects.all().delete()
    make.a_reply(topic)
    assert len(mails_to(reader)) == 1


def test_messages_of_hosts_come_as_chosen_for_their_discussion():
    reader, talk = make.person(), given.opened()
    services.subscribe(member=reader, target=talk.forum, level="watching", delivery=How.DAILY)
    given.say(talk, subject="Dear readers")
    assert mails_to(reader) == []
    assert "Dear readers" in digest_of(reader)


def test_of_a_family_that_is_off_nothing_is_sent_whatever_was_chosen_for_one_thing(topic, follower):
    """The link in a mail has stopped it (RFC 8058): "all off" means all."""
    choose_email(member=follower, choices={"followed": EmailChoice.OFF})
    make.a_reply(topic)
    assert mails_to(follower) == []
    assert digest_of(follower) == ""


def test_who_stops_the_digest_gets_none_of_what_was_to_come_in_it(topic, reader):
    choose_email(member=reader, choices={"followed": EmailChoice.INSTANT})
    services.subscribe(member=reader, target=topic, level="watching", delivery=How.DAILY)
    make.a_reply(topic)
    stop_digest(member=reader)
    assert digest_of(reader) == ""
    make.a_reply(topic)
    assert digest_of(reader) == ""
    assert Subscription.objects.get(user=reader).delivery == How.OFF


def test_the_choice_is_made_on_the_page_of_following_and_kept_by_its_buttons(client, topic, reader):
    client.force_login(reader)
    address = f"/en/forum/t/{topic.pk}/subscribe/"
    page = client.get(address).text
    assert "Once a week" not in page
    client.post(address, {"level": "watching", "delivery": "instant"})
    client.post(address, {"level": "tracking"})  # the button beside the topic
    mine = Subscription.objects.get(user=reader)
    assert (mine.level, mine.delivery) == ("tracking", "instant")
    assert client.post(address, {"level": "watching", "delivery": "weekly"}).status_code == 200
    assert "At once" in client.get("/en/forum/subscriptions/").text


# --- What has waited for two days ---------------------------------------------------------------
@pytest.fixture
def waiting(moderator):
    """A newcomer's answer that waits."""
    room = make.a_forum("Careful", pre_moderation=PreModeration.NEW)
    return make.a_reply(make.a_topic(room, make.person()), make.newcomer())


def in_hours(number):
    return timezone.now() + timedelta(hours=number)


def test_moderators_are_reminded_once_of_a_post_that_waits_for_two_days(waiting, moderator):
    type(waiting).objects.filter(pk=waiting.pk).update(created=timezone.now())
    assert services.remind_of_waiting(now=in_hours(47)) == 0
    assert services.remind_of_waiting(now=in_hours(49)) == 1
    assert services.remind_of_waiting(now=in_hours(50)) == 0
    assert "has waited for two days" in digest_of(moderator)


def test_what_an_edit_made_wait_again_has_not_waited_since_it_was_written(waiting, moderator):
    type(waiting).objects.filter(pk=waiting.pk).update(created=in_hours(-100))
    Contribution.objects.filter(post=waiting).update(edited_at=timezone.now())
    assert services.remind_of_waiting(now=in_hours(1)) == 0


@pytest.mark.parametrize(("reason", "at_once"), [("spam", 0), ("danger", 1)])
def test_reports_are_reminded_of_and_danger_at_once(reason, at_once, topic, moderator):
    services.report_post(member=make.person(), post=make.a_reply(topic), reason=reason)
    mails_to(moderator)
    assert services.remind_of_waiting(now=in_hours(49)) == 1
    assert services.remind_of_waiting(now=in_hours(50)) == 0
    assert len(mails_to(moderator)) == at_once


def test_of_what_was_decided_nobody_is_reminded(waiting, moderator):
    services.approve_post(moderator=moderator, post=waiting)
    assert services.remind_of_waiting(now=in_hours(49)) == 0
