"""Who is told of what is written, and who wants to hear nothing: forum.md §3.5, §8."""

import pytest

from forum import services
from forum.models import Badge, Level, Role
from notifications.models import Notification
from tests.factories import discussions as given
from tests.factories import forum as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(reader):
    """told() -> of what the reader has been told, by type."""
    rows = Notification.objects.filter(recipient=reader).order_by("pk")
    return lambda: list(rows.values_list("type", flat=True))


@pytest.fixture
def answer(topic, reader):
    """What the reader wrote; so they follow the topic."""
    return make.a_reply(topic, reader)


def write_to(post, reader):
    """An answer to the reader's post, one that calls them, and an edit that does."""
    writer = make.person("Wanda Voorbeeld")
    make.a_reply(post.topic, writer, body="I agree.", reply_to=post)
    make.a_reply(post.topic, writer, body=f"@{reader.handle} knows more.")
    own = make.a_reply(post.topic, writer, body="Three per cent.")
    services.edit_post(
        member=writer, post=own, body=f"@{reader.handle}: three per cent.", base_revision=1
    )


def test_who_follows_a_topic_hears_of_answers_and_of_their_name(answer, reader, told):
    write_to(answer, reader)
    assert set(told()) == {"forum.named", "forum.post"}


@pytest.mark.parametrize("what", ["topic", "forum"])
def test_muted_is_nothing(what, answer, reader, told):
    target = answer.topic if what == "topic" else answer.topic.forum
    services.subscribe(member=reader, target=target, level=Level.MUTED)
    write_to(answer, reader)
    make.a_topic(answer.topic.forum, subject="Another one")
    assert told() == []


def test_a_topic_followed_after_its_room_was_muted_is_heard(answer, reader, told):
    services.subscribe(member=reader, target=answer.topic.forum, level=Level.MUTED)
    services.subscribe(member=reader, target=answer.topic, level=Level.WATCHING)
    write_to(answer, reader)
    assert set(told()) == {"forum.named", "forum.post"}


def test_a_topic_muted_before_its_room_was_followed_stays_muted(answer, reader, told):
    services.subscribe(member=reader, target=answer.topic, level=Level.MUTED)
    services.subscribe(member=reader, target=answer.topic.forum, level=Level.WATCHING)
    write_to(answer, reader)
    assert told() == []


def test_in_whose_name_a_host_publishes_a_text_is_told(reader, told):
    discussion = given.opened()
    services.contribute_on_behalf(
        host=given.host_of(discussion),
        topic=given.topic_of(discussion),
        body="We have no line here.",
        language="en",
        source="phone",
        consent=True,
        person=reader,
    )
    assert told() == ["forum.entered"]


def test_an_experts_comment_on_a_synthesis_bears_their_part():
    discussion, expert = given.opened(), make.person("Petra Beispiel")
    services.add_role(host=make.an_admin(), discussion=discussion, user=expert, role=Role.EXPERT)
    synthesis = services.publish_synthesis(
        host=given.host_of(discussion), synthesis=given.a_synthesis(discussion)
    )
    comment = make.a_reply(synthesis.comments_topic, expert).contribution
    assert (comment.badge, comment.discussion) == (Badge.EXPERT, None)
    other = make.a_reply(synthesis.comments_topic).contribution
    assert other.badge == Badge.NONE
