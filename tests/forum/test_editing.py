"""Edits with history, withdrawal: forum.md §9, §12."""

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from forum import services
from forum.engine import Topic
from forum.errors import Closed, EditConflict, InvalidContent, NotNow
from forum.models import HeldBecause, PostRevision, PostState, TopicInfo
from tests.factories import forum as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def post(topic, reader):
    return make.a_reply(topic, reader, body="Four per cent.")


def edit(post, member, body="Five per cent.", **kwargs):
    kwargs.setdefault("base_revision", make.fresh(post).contribution.revision)
    return services.edit_post(member=member, post=post, body=body, **kwargs)


def test_an_edit_keeps_the_text_before(post, reader):
    edit(post, reader)
    post = make.fresh(post)
    assert (post.content.raw, post.contribution.revision) == ("Five per cent.", 2)
    assert post.content.rendered == "<p>Five per cent.</p>\n"
    assert PostRevision.objects.get().body == "Four per cent."


def test_a_stale_edit_is_refused_with_what_stands_now(post, reader):
    edit(post, reader)
    with pytest.raises(EditConflict) as refusal:
        edit(post, reader, body="Six per cent.", base_revision=1)
    assert refusal.value.current.body == "Five per cent."
    assert make.fresh(post).content.raw == "Five per cent."


def test_the_same_text_again_is_no_edit(post, reader):
    edit(post, reader, body="Four per cent.", base_revision=99)
    assert not PostRevision.objects.exists()


def test_members_change_their_own_posts_alone(post, author):
    with pytest.raises(PermissionDenied):
        edit(post, author)


def test_a_moderators_edit_needs_a_reason(post, moderator):
    with pytest.raises(InvalidContent):
        edit(post, moderator)
    edit(post, moderator, reason="A telephone number")
    assert PostRevision.objects.get().reason == "A telephone number"


def test_nobody_but_moderators_edits_in_a_closed_topic(post, reader, moderator):
    TopicInfo.objects.filter(topic=post.topic_id).update(closes_at=timezone.now())
    with pytest.raises(Closed):
        edit(post, reader)
    Topic.objects.filter(pk=post.topic_id).update(status=Topic.TOPIC_LOCKED)
    with pytest.raises(Closed):
        edit(post, reader)
    edit(post, moderator, reason="A telephone number")


def test_the_subject_of_the_first_post_is_its_topics(topic, author):
    edit(topic.first_post, author, subject="Fees of transfers")
    assert make.fresh(topic).subject == "Fees of transfers"
    assert make.fresh(topic).slug == "fees-of-transfers"


def test_a_text_that_fills_up_with_links_waits_again(topic):
    member = make.newcomer()
    post = make.a_reply(topic, member)
    edit(post, member, body=" ".join(f"https://example.org/{at}" for at in range(6)) + " see")
    post = make.fresh(post)
    assert post.contribution.state == PostState.PENDING
    assert post.contribution.held_because == HeldBecause.LINKS
    assert post.topic.posts_count == 1


def test_a_withdrawn_post_is_gone_for_everybody_but_moderators(post, reader, author, moderator):
    services.withdraw_post(member=reader, post=post)
    services.withdraw_post(member=reader, post=post)
    seen = {
        person: type(post).objects.visible_to(person).contains(post)
        for person in (reader, author, moderator)
    }
    assert seen == {reader: False, author: False, moderator: True}
    assert make.fresh(post).topic.posts_count == 1


def test_a_first_post_that_others_answered_stays(topic, post, author):
    with pytest.raises(NotNow):
        services.withdraw_post(member=author, post=topic.first_post)


def test_a_first_post_that_nobody_answered_takes_its_topic_along(topic, author, reader):
    services.withdraw_post(member=author, post=topic.first_post)
    assert not Topic.objects.visible_to(reader).exists()


def test_an_earlier_text_is_restored_as_an_edit(post, reader, moderator):
    edit(post, reader)
    services.restore_revision(moderator=moderator, post=post, number=1, reason="Vandalism")
    post = make.fresh(post)
    assert (post.content.raw, post.contribution.revision) == ("Four per cent.", 3)
