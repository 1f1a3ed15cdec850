"""Edits with history, withdrawal: forum.md §9, §12."""

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from forum import services
from forum.engine import Topic
from forum.errors import Closed, EditConflict, InvalidContent, NotNow
from forum.models import (
    HeldBecause,
    Mention,
    ModerationLog,
    PostRevision,
    PostState,
    PreModeration,
    TopicInfo,
)
from members.models import UserState
from notifications.describing import described
from notifications.models import Notification
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


def approved(member, pre_moderation):
    """A post of `member` that a moderator has let through in a room that reads it first."""
    room = make.a_forum("Careful", pre_moderation=pre_moderation)
    post = make.a_reply(make.a_topic(room, make.a_moderator()), member, body="Four per cent.")
    services.approve_post(moderator=make.a_moderator(), post=post)
    return make.fresh(post)


HELD = {
    "a vouched member where everybody's posts are read": (
        make.person,
        PreModeration.EVERYONE,
        HeldBecause.FORUM,
    ),
    "a new member where theirs are": (make.newcomer, PreModeration.NEW, HeldBecause.NEW_MEMBER),
}


@pytest.mark.parametrize(("who", "whose", "why"), HELD.values(), ids=HELD)
def test_what_was_let_through_is_changed_into_nothing_unseen(who, whose, why):
    """Decision 0227: the new text waits as a new post would; the old one is kept."""
    member = who()
    post = approved(member, whose)
    edit(post, member, body="Buy this instead.")
    post = make.fresh(post)
    assert (post.contribution.state, post.contribution.held_because) == (PostState.PENDING, why)
    assert not type(post).objects.visible_to(make.person()).contains(post)
    assert type(post).objects.visible_to(member).contains(post)
    assert PostRevision.objects.get(post=post).body == "Four per cent."
    assert Notification.objects.filter(type="forum.pending", target_key=str(post.pk)).exists()
    services.approve_post(moderator=make.a_moderator(), post=post)
    assert make.fresh(post).content.raw == "Buy this instead."


def test_whoever_is_never_held_edits_at_once_where_everybodys_posts_are_read():
    """Also what a new member wrote, and a member whom the room does not hold."""
    member, moderator = make.newcomer(), make.a_moderator()
    post = approved(member, PreModeration.NEW)
    edit(post, moderator, body="Four.", reason="A telephone number")
    assert make.fresh(post).approved
    vouched = make.person()
    post = approved(vouched, PreModeration.NEW)
    edit(post, vouched, body="Four.")
    assert make.fresh(post).approved


def test_a_change_that_would_take_others_answers_along_is_refused(author):
    """Decision 0141: a topic is as its first post is."""
    room = make.a_forum("Careful", pre_moderation=PreModeration.NONE)
    topic = make.a_topic(room, author)
    make.a_reply(topic)
    type(room.info).objects.update(pre_moderation=PreModeration.EVERYONE)
    with pytest.raises(InvalidContent) as refusal:
        edit(topic.first_post, author, body="Other words.")
    assert refusal.value.field == "body"
    assert not PostRevision.objects.exists()
    assert make.fresh(topic).approved


def test_whom_a_held_change_calls_hears_of_it_once_it_is_let_through(reader):
    member = make.person()
    post = approved(member, PreModeration.EVERYONE)
    edit(post, member, body=f"@{reader.handle} may know.")
    named = Notification.objects.filter(type="forum.named", recipient=reader)
    assert not named.exists()
    services.approve_post(moderator=make.a_moderator(), post=make.fresh(post))
    assert named.count() == 1


@pytest.mark.parametrize(("who", "most"), [(make.newcomer, 3), (make.person, 10)])
def test_an_edit_calls_no_more_members_than_a_new_post_may(who, most, topic):
    """forum.md §10. Whom earlier texts called counts: they have been told."""
    member = who()
    post = make.a_reply(topic, member)
    called = [f"@{make.person().handle}" for _one in range(most + 1)]
    with pytest.raises(InvalidContent):
        edit(post, member, body=" ".join(called))
    edit(post, member, body=" ".join(called[:most]))
    edit(post, member, body=" ".join(called[1:most]))
    with pytest.raises(InvalidContent):
        edit(post, member, body=" ".join(called[1:]))
    assert Mention.objects.filter(post=post).count() == most
    assert Notification.objects.filter(type="forum.named").count() == most


def test_a_withdrawn_post_is_gone_for_everybody_but_moderators(post, reader, author, moderator):
    services.withdraw_post(member=reader, post=post)
    services.withdraw_post(member=reader, post=post)
    seen = {
        person: type(post).objects.visible_to(person).contains(post)
        for person in (reader, author, moderator)
    }
    assert seen == {reader: False, author: False, moderator: True}
    assert make.fresh(post).topic.posts_count == 1


def test_a_withdrawn_post_comes_back_when_its_author_asks(post, reader, moderator):
    """Decision 0219: they are told, and the log says how they asked."""
    services.withdraw_post(member=reader, post=post)
    for _unused in range(2):
        services.bring_back_post(moderator=moderator, post=post, reason="By e-mail, today")
    post = make.fresh(post)
    assert (post.contribution.state, post.approved) == (PostState.PUBLISHED, True)
    assert post.topic.posts_count == 2
    entry = ModerationLog.objects.get(action="bring_back")
    assert (entry.actor, entry.user, entry.reason) == (moderator, reader, "By e-mail, today")
    row = Notification.objects.get(recipient=reader, type="forum.decision")
    assert "is back, as you asked" in described([row], reader)[row.pk].title
    services.withdraw_post(member=reader, post=post)
    assert make.fresh(post).contribution.state == PostState.WITHDRAWN


def test_a_post_withdrawn_before_anybody_read_it_waits_again(moderator):
    forum = make.a_forum("Careful", pre_moderation=PreModeration.NEW)
    newcomer = make.newcomer()
    post = make.a_reply(make.a_topic(forum), newcomer)
    services.withdraw_post(member=newcomer, post=post)
    services.bring_back_post(moderator=moderator, post=post, reason="On the phone")
    assert make.fresh(post).contribution.state == PostState.PENDING


def test_a_withdrawn_first_post_brings_its_topic_back(topic, author, reader, moderator):
    services.withdraw_post(member=author, post=topic.first_post)
    services.bring_back_post(moderator=moderator, post=topic.first_post, reason="By e-mail")
    assert Topic.objects.visible_to(reader).contains(topic)


def test_what_is_withdrawn_stays_so_without_its_author(post, reader, moderator):
    services.withdraw_post(member=reader, post=post)
    with pytest.raises(InvalidContent):
        services.bring_back_post(moderator=moderator, post=post, reason=" ")
    for act in (services.approve_post, services.unhide_post):
        with pytest.raises(NotNow):
            act(moderator=moderator, post=post)
    reader.state = UserState.ERASED
    reader.save(update_fields=["state"])
    with pytest.raises(NotNow):
        services.bring_back_post(moderator=moderator, post=make.fresh(post), reason="By e-mail")
    assert make.fresh(post).contribution.state == PostState.WITHDRAWN


@pytest.mark.parametrize("who", ["author", "reader"])
def test_only_moderators_bring_a_post_back(who, post, reader, request):
    services.withdraw_post(member=reader, post=post)
    with pytest.raises(PermissionDenied):
        services.bring_back_post(
            moderator=request.getfixturevalue(who), post=post, reason="By e-mail"
        )


def test_what_a_moderator_hid_is_not_brought_back_as_withdrawn(post, moderator):
    services.hide_post(moderator=moderator, post=post, reason="Names")
    with pytest.raises(NotNow):
        services.bring_back_post(moderator=moderator, post=post, reason="By e-mail")


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
