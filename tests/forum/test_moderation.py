"""Reports, decisions, pins, moves, silence: forum.md §9."""

import pytest
from django.core.exceptions import PermissionDenied

from forum import selectors, services
from forum.engine import Forum, Post, Topic, UserForumPermission
from forum.errors import InvalidContent, NotNow, RateLimited, Sanctioned
from forum.models import (
    Act,
    LogIsAppendOnly,
    ModerationLog,
    PostState,
    PreModeration,
    Report,
    ReportState,
    Sanction,
    TopicInfo,
    TopicKind,
)
from forum.permissions import can_move
from forum.selectors.desk import recorded_acts
from members.services import block_member
from notifications.describing import described
from notifications.models import Notification
from tests.factories import discussions as given
from tests.factories import forum as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def post(topic, reader):
    """An answer of `reader` in a topic of `author`."""
    return make.a_reply(topic, reader)


@pytest.fixture
def pending(author):
    """A new member's answer that waits."""
    forum = make.a_forum("Careful", pre_moderation=PreModeration.NEW)
    topic = make.a_topic(forum, author)
    return make.a_reply(topic, make.newcomer())


def test_approving_publishes_counts_logs_and_tells(pending, moderator, author):
    services.approve_post(moderator=moderator, post=pending)
    pending = make.fresh(pending)
    assert (pending.approved, pending.contribution.state) == (True, PostState.PUBLISHED)
    assert pending.topic.posts_count == 2
    assert Forum.objects.get(pk=pending.topic.forum_id).direct_posts_count == 2
    entry = ModerationLog.objects.get(action=Act.APPROVED)
    assert (entry.post_id, entry.actor) == (pending.pk, moderator)
    told = Notification.objects.filter(recipient=pending.contribution.author)
    assert told.filter(type="forum.decision").count() == 1
    assert Notification.objects.filter(recipient=author, type="forum.post").count() == 1


def test_approving_twice_is_as_once(pending, moderator):
    for _time in range(2):
        services.approve_post(moderator=moderator, post=pending)
    assert ModerationLog.objects.filter(action=Act.APPROVED).count() == 1
    assert make.fresh(pending).topic.posts_count == 2


def test_a_rejected_post_keeps_its_text_and_says_why_to_its_author(pending, moderator):
    services.reject_post(moderator=moderator, post=pending, reason="Spam", statement="An advert.")
    pending = make.fresh(pending)
    assert pending.contribution.state == PostState.REJECTED
    assert pending.content.raw == "About four per cent here."
    page = selectors.topic_page(pending.contribution.author, pending.topic_id)
    assert [row.statement for row in page.posts if row.pk == pending.pk] == ["An advert."]


def test_hiding_and_showing_again_leaves_the_counters_as_they_were(post, moderator):
    services.hide_post(moderator=moderator, post=post, reason="Personal data")
    topic = Topic.objects.get(pk=post.topic_id)
    assert (topic.posts_count, topic.last_post_id) == (1, topic.first_post_id)
    services.unhide_post(moderator=moderator, post=post)
    topic.refresh_from_db()
    assert (topic.posts_count, topic.last_post_id) == (2, post.pk)


def test_hiding_the_first_post_hides_the_topic(topic, moderator, reader):
    services.hide_post(moderator=moderator, post=topic.first_post, reason="Abuse")
    assert not Topic.objects.visible_to(reader).contains(topic)
    assert Forum.objects.get(pk=topic.forum_id).direct_topics_count == 0


def test_a_moderator_gives_a_reason(post, moderator):
    with pytest.raises(InvalidContent) as refusal:
        services.hide_post(moderator=moderator, post=post, reason=" ")
    assert refusal.value.field == "reason"


def test_no_one_decides_on_their_own_post(topic, moderator):
    own = make.a_reply(topic, moderator)
    with pytest.raises(PermissionDenied):
        services.hide_post(moderator=moderator, post=own, reason="Mine")
    services.report_post(member=make.person(), post=own, reason="other")
    with pytest.raises(PermissionDenied):
        services.decide_reports(moderator=moderator, post=own, outcome="declined")


def test_no_one_decides_on_a_report_they_made(post, moderator):
    services.report_post(member=moderator, post=post, reason="spam")
    with pytest.raises(PermissionDenied):
        services.decide_reports(moderator=moderator, post=post, outcome="upheld")


def test_reporters_and_author_hear_what_was_decided(post, moderator):
    reporter = make.person("Rosa Ejemplo")
    services.report_post(member=reporter, post=post, reason="abuse", note="Look")
    services.decide_reports(
        moderator=moderator, post=post, outcome="upheld", action="hide", statement="Insults."
    )
    assert make.fresh(post).contribution.state == PostState.HIDDEN
    assert Report.objects.get().state == ReportState.UPHELD
    assert Notification.objects.filter(recipient=reporter, type="forum.outcome").exists()
    author = post.contribution.author
    told = Notification.objects.get(recipient=author, type="forum.decision")
    assert told.data == {"act": "hide", "statement": "Insults."}


def test_decided_reports_are_not_decided_again(post, moderator):
    services.report_post(member=make.person(), post=post, reason="other")
    services.decide_reports(moderator=moderator, post=post, outcome="declined")
    with pytest.raises(NotNow):
        services.decide_reports(moderator=moderator, post=post, outcome="upheld")


def reported_by_three(post, makes):
    for _one in range(3):
        reporter = makes()
        for at in range(3):
            topic = make.a_topic(post.topic.forum, make.person(), subject=f"Other {at}")
            make.a_reply(topic, reporter, body=f"Answer {reporter.pk} {at}")
        services.report_post(member=reporter, post=post, reason="spam")


def test_three_reports_of_members_who_are_not_new_hide_a_post(post):
    reported_by_three(post, make.person)
    assert make.fresh(post).contribution.state == PostState.HIDDEN
    assert ModerationLog.objects.get(action=Act.HID).actor is None
    author = post.contribution.author
    (told,) = Notification.objects.filter(recipient=author, type="forum.decision")
    (message,) = described([told], author).values()
    assert "was hidden" in message.title
    assert "Three members reported it" in message.text
    assert "You may answer this" in message.text


def test_reports_of_new_members_hide_nothing(post):
    for _one in range(4):
        services.report_post(member=make.newcomer(), post=post, reason="spam")
    assert make.fresh(post).contribution.state == PostState.PUBLISHED


def test_a_second_report_while_one_is_open_changes_nothing(post):
    reporter = make.person()
    first = services.report_post(member=reporter, post=post, reason="spam")
    assert services.report_post(member=reporter, post=post, reason="abuse") == first


def test_a_new_member_reports_five_times_a_day(topic, author):
    newcomer = make.newcomer()
    posts = [make.a_reply(topic, make.person(), body=f"Answer {at}") for at in range(6)]
    for post in posts[:5]:
        services.report_post(member=newcomer, post=post, reason="spam")
    with pytest.raises(RateLimited):
        services.report_post(member=newcomer, post=posts[5], reason="spam")


def test_the_log_is_written_once(post, moderator):
    services.hide_post(moderator=moderator, post=post, reason="Spam")
    entry = ModerationLog.objects.get(action=Act.HID)
    for change in (entry.save, entry.delete, ModerationLog.objects.all().delete):
        with pytest.raises(LogIsAppendOnly):
            change()
    with pytest.raises(LogIsAppendOnly):
        ModerationLog.objects.update(reason="Other")


def test_a_silenced_member_reads_and_does_not_write(topic, reader, moderator):
    services.impose_sanction(
        moderator=moderator,
        user=reader,
        kind="silence",
        reason="Spam",
        statement="Please stop.",
        hours=24,
    )
    with pytest.raises(Sanctioned) as refusal:
        services.reply(member=reader, topic=topic, body="But why?", language="en")
    assert refusal.value.statement == "Please stop."
    assert Topic.objects.visible_to(reader).contains(topic)


def test_a_silence_ends_by_itself_or_when_it_is_lifted(topic, reader, moderator):
    sanction = services.impose_sanction(
        moderator=moderator, user=reader, kind="silence", reason="Spam", statement="Stop.", hours=1
    )
    services.lift_sanction(moderator=moderator, sanction=sanction, reason="A mistake")
    assert make.a_reply(topic, reader).approved
    assert not Sanction.objects.active().exists()


def test_a_silence_that_is_sent_twice_is_one(reader, moderator):
    def silence(**other):
        values = {"reason": "Spam", "statement": "Stop.", "hours": 24} | other
        return services.impose_sanction(moderator=moderator, user=reader, kind="silence", **values)

    assert silence() == silence()
    assert Notification.objects.filter(recipient=reader, type="forum.sanction").count() == 1
    assert ModerationLog.objects.filter(action=Act.SANCTIONED).count() == 1
    assert silence(hours=72) != silence()
    assert Sanction.objects.active().count() == 2


def test_nobody_silences_a_moderator_or_vouches_for_themselves(moderator):
    with pytest.raises(PermissionDenied):
        services.impose_sanction(
            moderator=moderator, user=make.a_moderator(), kind="silence", reason="x", statement="y"
        )
    with pytest.raises(PermissionDenied):
        services.vouch_for(moderator=moderator, user=moderator)


def test_who_is_vouched_for_does_not_wait(author, moderator):
    forum = make.a_forum(pre_moderation=PreModeration.NEW)
    newcomer = make.newcomer()
    services.vouch_for(moderator=moderator, user=newcomer)
    assert make.a_reply(make.a_topic(forum, author), newcomer).approved


def test_a_moved_topic_is_counted_where_it_is_and_pointed_to_from_where_it_was(topic, moderator):
    left, target = topic.forum, make.a_forum("Elsewhere")
    make.a_reply(topic)
    services.move_topic(moderator=moderator, topic=topic, forum=target)
    left, target = Forum.objects.get(pk=left.pk), Forum.objects.get(pk=target.pk)
    assert (left.direct_topics_count, left.direct_posts_count, left.last_post) == (0, 0, None)
    assert (target.direct_topics_count, target.direct_posts_count) == (1, 2)
    [pointer] = selectors.forum_page(moderator, left.pk).moved_away
    assert (pointer.subject, pointer.to.pk) == (topic.subject, target.pk)


def test_a_pinned_topic_stands_first(topic, author, moderator):
    make.a_topic(topic.forum, author, subject="Newer", body="Something else")
    services.pin_topic(moderator=moderator, topic=topic, kind="sticky")
    page = selectors.forum_page(author, topic.forum_id)
    assert [row.is_pinned for row in page.topics] == [True, False]


@pytest.mark.parametrize("reason", ["danger", "spam"])
def test_a_report_reaches_moderators_in_spite_of_blocks(reason, post, moderator):
    member = make.person()
    block_member(member=member, other=moderator)
    services.report_post(member=member, post=post, reason=reason, note="")
    told = list(Notification.objects.filter(recipient=moderator))
    assert len(described(told, moderator)) == 1


def test_a_post_that_waits_is_told_to_moderators_in_spite_of_blocks(moderator):
    writer = make.newcomer()
    block_member(member=writer, other=moderator)
    topic = make.a_topic(make.a_forum("Careful", pre_moderation=PreModeration.NEW))
    make.a_reply(topic, writer)
    told = list(Notification.objects.filter(recipient=moderator, type="forum.pending"))
    assert len(described(told, moderator)) == 1


@pytest.mark.parametrize("thread", ["question", "general", "comments"])
def test_threads_of_a_discussion_stay_in_its_room(thread, moderator):
    """Elsewhere its hosts would have no rights over them, and others would read them."""
    discussion = given.opened()
    topic = given.topic_of(discussion) if thread == "question" else discussion.general_topic
    if thread == "comments":
        TopicInfo.objects.filter(topic=topic).update(kind=TopicKind.SYNTHESIS)
        topic = make.fresh(topic)
    assert not can_move(moderator, topic, topic.forum)
    with pytest.raises(PermissionDenied):
        services.move_topic(moderator=moderator, topic=topic, forum=make.a_forum("Elsewhere"))


def test_no_topic_is_moved_into_the_room_of_a_discussion(topic, moderator):
    room = given.opened().forum
    with pytest.raises(InvalidContent) as refusal:
        services.move_topic(moderator=moderator, topic=topic, forum=room)
    assert refusal.value.field == "forum"


def test_the_log_says_in_words_what_was_found_about_a_report(post, moderator):
    services.report_post(member=make.person(), post=post, reason="spam", note="")
    services.decide_reports(moderator=moderator, post=post, outcome="declined")
    _listed, [entry, *_of_rooms] = recorded_acts(moderator)
    assert entry.reason == "Declined"


def test_a_host_decides_in_their_forum_and_in_no_other(topic, reader):
    other = make.a_topic(make.a_forum("Other"), make.person())
    services.grant(user=reader, forum=topic.forum, codenames=["can_approve_posts"])
    here, there = make.a_reply(topic), make.a_reply(other)
    services.hide_post(moderator=reader, post=here, reason="Off topic")
    with pytest.raises(PermissionDenied):
        services.hide_post(moderator=reader, post=there, reason="Off topic")
    services.revoke(user=reader, forum=topic.forum)
    assert not UserForumPermission.objects.filter(user=reader).exists()
    assert Post.objects.get(pk=there.pk).approved
