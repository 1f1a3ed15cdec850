"""What must not be reproducible (forum.md §16): here it is not.

That stock machina fails each rule is shown on a stock site (benchmarks/stock_forum, run by
test_stock_machina), and where upstream's own code can be called beside ours, here too (S6, S8, S9,
S16, S17; S15 in test_permissions). Tests of pages are in tests/forum/pages, of races in
test_concurrency: docs/features/forum.md has the table. S2, S3 and S10 wait with files and polls.
"""

from datetime import timedelta

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import F, ProtectedError
from django.utils import timezone
from machina.apps.forum.abstract_models import AbstractForum
from machina.apps.forum_permission.checker import ForumPermissionChecker as StockChecker
from machina.core.markdown import markdown as stock_markdown

from common import indexing
from forum import selectors, services
from forum.access import READ, access_for
from forum.engine import Forum, Post, Topic, UserForumPermission
from forum.errors import InvalidContent, RateLimited
from forum.models import (
    Contribution,
    ForumRead,
    PostState,
    PreModeration,
    Preset,
    TopicRead,
)
from forum.rendering import render
from members.models import UserState
from tests.digests import digest_of
from tests.factories import forum as make
from tests.factories.members import UserFactory

pytestmark = pytest.mark.django_db


def test_s1_an_answer_in_a_pre_moderated_room_waits_whatever_the_form_names(author, reader):
    """Stock: PostCreateView asks `can_post_without_approval` of the forum that the URL names
    (`forum_pk`), and stores the post in the topic of `topic_pk`, wherever that is."""
    careful = make.a_forum("Careful", pre_moderation=PreModeration.EVERYONE)
    free = make.a_forum("Free")
    topic = make.a_topic(careful, make.a_moderator())
    topic.forum, topic.forum_id = free, free.pk  # what a forged form would make the view believe
    posted = services.reply(member=reader, topic=topic, body="Look here", language="en")
    assert not posted.post.approved
    assert posted.post.contribution.state == PostState.PENDING
    assert make.fresh(posted.post).topic.forum_id == careful.pk


@pytest.fixture
def unseen(author, moderator):
    """A pending and a hidden post in one topic, by `author`."""
    forum = make.a_forum("Room", pre_moderation=PreModeration.NONE)
    topic = make.a_topic(forum, moderator, subject="Zanzibar fees", body="What is paid?")
    hidden = make.a_reply(topic, author, body="Xylophone hidden words")
    services.hide_post(moderator=moderator, post=hidden, reason="x")
    forum.info.pre_moderation = PreModeration.EVERYONE
    forum.info.save()
    pending = make.a_reply(topic, author, body="Xylophone pending words")
    return topic, hidden, pending


def test_s4_what_is_pending_or_hidden_is_absent_everywhere_but_for_author_and_moderators(
    unseen, author, reader, moderator, anonymous
):
    """Stock: TopicView and UserPostsView do not ask whether a topic or post is approved, ForumView
    not whether an announcement is, and can_add_post neither."""
    topic, *posts = unseen
    pks = {post.pk for post in posts}
    for user in (reader, anonymous):
        page = selectors.topic_page(user, topic.pk)
        assert not pks & {row.pk for row in page.posts}
        assert page.answers == 0
        for post in posts:
            with pytest.raises(Post.DoesNotExist):
                selectors.locate_post(user, post.pk)
    assert selectors.forum_page(reader, topic.forum_id).topics[0].answers == 0
    assert make.fresh(topic).last_post_id == topic.first_post_id
    for user in (author, moderator):
        assert pks <= {row.pk for row in selectors.topic_page(user, topic.pk).posts}


def test_s4_it_is_in_no_document_of_the_search(unseen, author, reader, moderator):
    topic, *posts = unseen
    keys = [f"post:{post.pk}" for post in posts]
    assert indexing.documents_of([*keys, f"topic:{topic.pk}"]).keys() == {f"topic:{topic.pk}"}
    for user in (author, reader, moderator):
        assert not indexing.can_view(user, dict.fromkeys(keys, "post"))


# Who follows the topic: what the digest of the next morning tells them.
IN_DIGEST = {
    "reader": {"shown"},
    "newcomer": {"shown"},
    "author": set(),  # nobody is told of their own
    "moderator": {"shown"},  # the rest waits for them in the queue
    "forum_admin": {"shown"},
    "suspended": set(),
}


@pytest.fixture
def suspended(db):
    return make.person()


@pytest.mark.parametrize(("role", "told"), IN_DIGEST.items())
def test_s4_it_is_in_no_digest(role, told, author, moderator, request):
    """Published and told first, then hidden or withdrawn: judged when it is sent."""
    user = request.getfixturevalue(role)
    topics = [make.a_topic(make.a_forum(), subject=f"Fees {at}") for at in range(4)]
    for topic in topics:
        services.subscribe(member=user, target=topic, level="watching")
    words = ("shown", "hidden", "withdrawn", "pending")
    for word, topic in zip(words, topics, strict=True):
        if word == "pending":
            topic.forum.info.pre_moderation = PreModeration.EVERYONE
            topic.forum.info.save()
        post = make.a_reply(topic, author, body=f"Xylophone {word}")
        if word == "hidden":
            services.hide_post(moderator=make.a_moderator(), post=post, reason="x")
        elif word == "withdrawn":
            services.withdraw_post(member=author, post=post)
    if role == "suspended":
        user.state, user.is_active = UserState.SUSPENDED, False
        user.save()
    mail = digest_of(user)
    assert {word for word in words if f"Xylophone {word}" in mail} == told


def test_s4_what_is_not_published_cannot_be_answered_or_found_useful(unseen, moderator, author):
    """Not even by those who see it."""
    topic, hidden, pending = unseen
    for post in (hidden, pending):
        with pytest.raises(InvalidContent):
            services.reply(
                member=moderator, topic=topic, body="But", language="en", reply_to=make.fresh(post)
            )
    with pytest.raises(PermissionDenied):
        services.mark_useful(member=make.person(), post=make.fresh(hidden))


def test_s4_a_pending_topic_is_absent_too(author, reader, anonymous):
    forum = make.a_forum("Careful", pre_moderation=PreModeration.EVERYONE)
    topic = make.a_topic(forum, author)
    for user in (reader, anonymous):
        assert not Topic.objects.visible_to(user).exists()
        with pytest.raises(Topic.DoesNotExist):
            selectors.topic_page(user, topic.pk)
        assert selectors.forum_index(user)[0].topics == 0
    assert indexing.documents_of([f"topic:{topic.pk}"]) == {}
    assert selectors.forum_page(author, forum.pk).topics[0].is_waiting


def test_s6_deep_nesting_raises_on_stock_and_not_here():
    """Stock: markdown2 recurses once a level. Twenty thousand of `[` or of backticks keep it busy
    for more than twenty seconds (measured); ours take under a second (test_rendering)."""
    deep = ">" * 1_000 + " x"
    with pytest.raises(RecursionError):
        stock_markdown(deep, safe_mode=True)
    assert "<blockquote>" in render(deep)


ACTS = {
    "lock": lambda one, topic: services.lock_topic(moderator=one, topic=topic),
    "pin": lambda one, topic: services.pin_topic(moderator=one, topic=topic, kind="sticky"),
    "hide": lambda one, topic: services.hide_post(moderator=one, post=topic.first_post, reason="x"),
    "move": lambda one, topic: services.move_topic(moderator=one, topic=topic, forum=topic.aim),
}


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_s7_rights_of_one_room_reach_into_no_other(act, topic, reader):
    """Stock: PostForm asks `can_lock_topics` of the forum that the address names (`forum_pk`), and
    locks the topic that it names beside it; TopicForm does so with the kind of a topic."""
    own = make.a_forum("Own room")
    rights = ["can_lock_topics", "can_post_stickies", "can_approve_posts", "can_move_topics"]
    services.grant(user=reader, forum=own, codenames=rights)
    topic.forum, topic.aim = own, own  # as the address would have it
    with pytest.raises(PermissionDenied):
        act(reader, topic)
    topic = make.fresh(topic)
    assert (topic.status, topic.type, topic.approved) == (0, 0, True)
    assert topic.forum_id != own.pk


def test_s8_a_room_saved_from_an_old_copy_loses_no_counter(topic):
    """Stock: AbstractForum.save writes every column of the copy, counters and all."""
    stale = Forum.objects.get(pk=topic.forum_id)
    make.a_reply(topic)
    stale.name = "Another name"
    stale.save()
    assert Forum.objects.get(pk=stale.pk).direct_posts_count == 2
    AbstractForum.save(stale)
    assert Forum.objects.get(pk=stale.pk).direct_posts_count == 1


def test_s8_topics_are_never_written_back_whole(topic, reader):
    """A view that is counted while an answer comes in is not lost."""
    old = make.fresh(topic)
    Topic.objects.filter(pk=topic.pk).update(views_count=F("views_count") + 7)
    old.update_trackers()
    assert make.fresh(topic).views_count == 7


def test_s9_nothing_that_has_posts_is_deleted(topic, reader):
    """Stock: posts cascade from user, topic and forum, with everybody else's answers."""
    make.a_reply(topic, reader)
    for row in (topic.poster, topic, topic.forum, topic.first_post):
        with pytest.raises(ProtectedError), transaction.atomic():
            type(row).objects.filter(pk=row.pk).delete()
        with pytest.raises(ProtectedError), transaction.atomic():
            row.delete()
    assert Post.objects.count() == 2


def test_s9_without_our_half_a_deleted_user_takes_other_peoples_answers_along(forum):
    """The cascade that is machina's, on rows that only machina knows."""
    one, other = UserFactory(), UserFactory()
    topic = Topic(forum=forum, poster=one, subject="x", type=0, status=0)
    topic.insert()
    Post(topic=topic, poster=other, subject="x", content="Somebody else's words").insert()
    one.delete()
    assert not Post.objects.exists()


def test_s9_who_is_erased_leaves_every_post_and_every_count(topic, author, reader):
    answer = make.a_reply(topic, reader, body=f"As @{author.handle} says, four per cent.")
    services.mark_useful(member=author, post=answer)
    services.edit_post(
        member=author, post=topic.first_post, body="What do you pay?", base_revision=1
    )
    before = {one.pk: one.posts_count for one in Topic.objects.all()}
    handle = author.handle
    services.anonymise_member(user=author)
    author.state, author.handle = "erased", "m_gone"
    author.save()
    assert {one.pk: one.posts_count for one in Topic.objects.all()} == before
    answer = make.fresh(answer)
    assert answer.contribution.useful_count == 1
    assert handle not in answer.content.raw + answer.content.rendered
    page = selectors.topic_page(reader, topic.pk)
    assert [row.signature.name for row in page.posts] == ["Former member", "Ravi Contoh"]
    assert topic.first_post.revisions.get().body == ""


def test_s12_the_days_of_a_new_member_hold_ten_answers(author):
    forum = make.a_forum(pre_moderation=PreModeration.NONE)
    topic, newcomer = make.a_topic(forum, author), make.newcomer()
    for at in range(10):
        services.reply(member=newcomer, topic=topic, body=f"Answer {at}", language="en")
        make.let_time_pass(newcomer, by=timedelta(minutes=1))
        Contribution.objects.filter(author=newcomer).update(state=PostState.PENDING)
    with pytest.raises(RateLimited) as refusal:
        services.reply(member=newcomer, topic=topic, body="One too many", language="en")
    assert refusal.value.retry_after > 23 * 60 * 60


def test_s13_reading_and_writing_make_no_profile_of_machinas(topic, reader):
    """Stock: a first post, and a first look at one's profile page, create a ForumProfile row."""
    make.a_reply(topic, reader)
    selectors.topic_page(reader, topic.pk)
    assert not apps.get_model("forum_member", "ForumProfile").objects.exists()


def test_s14_reading_changes_only_ones_own_mark_on_that_topic(forum, author, reader):
    """Stock: TrackingHandler.mark_topic_read asks for *anybody's* tracks of the forum's topics,
    and replaces all marks of a forum once these look complete."""
    one, other = make.a_topic(forum, author), make.a_topic(forum, author, subject="Other")
    third = make.person()
    services.mark_topic_read(member=third, topic=other, last_post=other.first_post)
    services.mark_topic_read(member=reader, topic=one, last_post=one.first_post)
    assert list(TopicRead.objects.filter(user=reader).values_list("topic", flat=True)) == [one.pk]
    assert TopicRead.objects.filter(user=third).get().topic_id == other.pk
    assert not ForumRead.objects.exists()
    horizon = timezone.now() - timedelta(days=30)
    for user in (reader, third):
        type(user).objects.filter(pk=user.pk).update(date_joined=horizon)
        user.refresh_from_db()
    _page, rows = selectors.unread_topics(reader)
    assert [row.pk for row in rows] == [other.pk]
    assert selectors.unread_count(third) == 1


def test_s14_a_mark_moves_forward_only(topic, reader):
    later = make.a_reply(topic)
    services.mark_topic_read(member=reader, topic=topic, last_post=later)
    services.mark_topic_read(member=reader, topic=topic, last_post=topic.first_post)
    assert TopicRead.objects.get(user=reader).last_post_id == later.pk


def test_s16_stock_lets_a_room_below_a_closed_shelf_be_read_by_its_address(reader):
    """Its PermissionHandler.can_read_forum asks this checker of the room alone."""
    shelf = make.a_forum("Closed", is_category=True, preset=Preset.MEMBERS)
    services.revoke(user=reader, forum=shelf)
    UserForumPermission.objects.filter(forum=shelf).delete()
    room = make.a_forum("Open below", parent=shelf)
    assert StockChecker(reader).has_perm(READ, room)
    assert room.pk not in access_for(reader).readable


def test_s17_a_post_of_an_author_whose_counters_drifted_can_be_taken_down(topic, moderator):
    """Stock: the receiver of forum_member subtracts one from a profile that says nought, which the
    column refuses; ours keeps no such count, and makes those of topic and forum anew."""
    profiles = apps.get_model("forum_member", "ForumProfile")
    drifted = profiles.objects.create(user=topic.poster, posts_count=0)
    with pytest.raises(IntegrityError), transaction.atomic():
        profiles.objects.filter(pk=drifted.pk).update(posts_count=F("posts_count") - 1)
    drifted.delete()
    answer = make.a_reply(topic)
    Topic.objects.filter(pk=topic.pk).update(posts_count=0)
    Forum.objects.filter(pk=topic.forum_id).update(direct_posts_count=0)
    services.hide_post(moderator=moderator, post=answer, reason="x")
    assert make.fresh(topic).posts_count == 1
    assert Forum.objects.get(pk=topic.forum_id).direct_posts_count == 1
