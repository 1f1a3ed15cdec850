"""The open forum of the demo: whole, counted rightly, loaded once and then left to people."""

from collections import Counter
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from django.test import override_settings
from django.utils import timezone

from demo.loaders import accounts, forum, people
from demo.seed import Seed, records
from forum import selectors, services
from forum.access import access_for
from forum.engine import Forum, Post, Topic
from forum.models import (
    Bookmark,
    Contribution,
    Draft,
    ForumText,
    ModerationLog,
    PostState,
    Reaction,
    Report,
)
from forum.selectors.own import discussions_of
from members.models import User
from members.permissions import ADMINS, MODERATORS
from notifications.models import Delivery, Notification
from taxonomy.services import load_taxonomy

pytestmark = pytest.mark.django_db
ROOMS = [room for shelf in records("forum_rooms") for room in shelf["rooms"]]
TOPICS = records("forum_topics")
TEXTS = [text for topic in TOPICS for text in (topic, *topic["answers"])]
KEPT = (Forum, Topic, Post, Contribution, ForumText, Reaction, Report, Bookmark, Draft)
KEPT += (ModerationLog, Notification, Delivery)


@pytest.fixture(scope="module")
def once(kept_in_module):
    load_taxonomy()
    for name in (ADMINS, MODERATORS):
        Group.objects.get_or_create(name=name)
    seed = Seed(lambda text: None)
    with override_settings(DEMO=True, DEMO_PASSWORD="seven-rivers-one-bridge"):
        people.load(seed)
        accounts.load(seed)
        forum.load(seed)
    return seed


@pytest.fixture
def seed(once, db, settings):
    settings.DEMO = True
    return once


def person(handle):
    return User.objects.get(handle=handle)


def topic_of(key):
    return Contribution.objects.get(submission_id=forum.form_of(key, 0)).post.topic


def text_of(key, at):
    row = Contribution.objects.select_related("post__topic__forum")
    return row.get(submission_id=forum.form_of(key, at)).post


def snapshot():
    return {model: list(model.objects.order_by("pk").values()) for model in KEPT}


# --- What is there ----------------------------------------------------------------------------
def test_every_room_stands_on_its_shelf_and_is_named_in_three_languages(seed):
    for language in ("en", "fr", "es"):
        shelves = selectors.forum_index(person("member_a"), language=language)
        named = {shelf.name: [room.name for room in shelf.below] for shelf in shelves}
        assert named == {
            shelf["name"][language]: [room["name"][language] for room in shelf["rooms"]]
            for shelf in records("forum_rooms")
        }


def test_every_room_holds_its_topics_and_none_is_empty(seed):
    found = Counter(Topic.objects.filter(approved=True).values_list("forum__name", flat=True))
    names = {room["id"]: room["name"]["en"] for room in ROOMS}
    assert found == Counter(names[one["room"]] for one in TOPICS if not one.get("waits"))
    assert set(found) == set(names.values())


def test_every_text_is_there_in_its_language(seed):
    assert Post.objects.count() == Contribution.objects.count() == len(TEXTS)
    spoken = Counter(Contribution.objects.values_list("language", flat=True))
    assert spoken == Counter(text["language"] for text in TEXTS)
    assert set(spoken) == {"en", "fr", "es"}


def test_only_the_newcomers_topic_waits_and_only_one_post_is_reported(seed):
    queue = selectors.moderation_queue(person("moderator")).items
    assert sorted(item.kind for item in queue) == ["held", "reported"]
    (waiting,) = (item for item in queue if item.kind == "held")
    assert waiting.topic == topic_of("forum-internal-moves").subject
    assert "new member" in waiting.held_note


def test_what_members_alone_read_is_closed_to_others(seed):
    room = Forum.objects.get(name="Among members")
    assert room.pk not in access_for(AnonymousUser()).readable
    assert room.pk in access_for(person("member_a")).readable


def test_a_quote_names_whom_it_is_of(seed):
    topic = topic_of("forum-three-questions")
    shown = selectors.topic_page(person("member_a"), topic.pk).posts[3]
    assert "Mariam Échantillon wrote:</a>" in shown.html
    assert "<blockquote>" in shown.html


def test_an_edit_keeps_the_text_before_it(seed):
    edited = Contribution.objects.filter(revision__gt=1).select_related("post")
    assert edited.count() == sum("before" in text for text in TEXTS)
    for one in edited:
        (before,) = one.post.revisions.all()
        assert before.body != one.post.content.raw
        assert before.created == one.edited_at
    assert ModerationLog.objects.filter(action="edit").count() == 1


# --- Counters and dates -----------------------------------------------------------------------
def test_counters_of_topics_and_rooms_are_what_counting_finds(seed):
    before = snapshot()
    assert services.care.recount_all() == 0
    after = snapshot()
    for model in (Forum, Topic):  # `updated` moves with any recount
        for one, other in zip(before[model], after[model], strict=True):
            assert one | {"updated": None} == other | {"updated": None}


def test_the_last_post_of_a_room_is_the_newest_that_is_published(seed):
    for room in Forum.objects.filter(type=Forum.FORUM_POST):
        published = Post.objects.filter(topic__forum=room, topic__approved=True, approved=True)
        newest = published.order_by("-created").first()
        assert (room.last_post_id, room.last_post_on) == (newest.pk, newest.created)
        assert room.direct_posts_count == published.count()


def test_each_useful_is_counted_where_it_was_said(seed):
    for one in Contribution.objects.all():
        assert one.useful_count == one.post.reactions.count()
    assert Reaction.objects.count() == sum(len(text.get("useful", [])) for text in TEXTS)


def test_every_post_has_its_moment_in_the_order_of_its_topic(seed):
    now = timezone.now()
    for topic in Topic.objects.prefetch_related("posts__contribution"):
        posts = sorted(topic.posts.all(), key=lambda post: post.pk)
        moments = [post.created for post in posts]
        assert moments == sorted(moments)
        assert topic.created == moments[0]
        assert moments[-1] < now - timedelta(minutes=30)
        for post in posts:
            assert post.contribution.created == post.created
            assert post.contribution.published_at in (None, post.created)


def test_nobody_is_told_of_last_month_as_if_it_were_news(seed):
    news = timezone.now() - forum.NEWS - timedelta(hours=1)
    assert Notification.objects.filter(read_at=None).exists()
    assert not Notification.objects.filter(read_at=None, at__lt=news).exists()
    mails = Delivery.objects.filter(notifications__isnull=False)
    assert not mails.filter(notifications__at__lt=news).exists()
    assert not Delivery.objects.filter(notifications__isnull=True).exists()


def test_nobody_writes_before_they_joined(seed):
    for post in Post.objects.select_related("poster").exclude(poster__handle="newcomer"):
        assert post.created >= post.poster.date_joined, (post.poster.handle, post.created)


def test_an_account_of_the_demo_has_something_new_something_kept_and_something_begun(seed):
    member = person("member_a")
    assert selectors.unread_count(member) > 3
    assert Bookmark.objects.filter(user=member).count() == 2
    assert Draft.objects.filter(user=member).count() == 1
    assert len(discussions_of(member, 5)) == 4


# --- Once, and then people's ------------------------------------------------------------------
def test_a_second_load_asks_once_and_changes_nothing(seed, django_assert_num_queries):
    before = snapshot()
    with django_assert_num_queries(1):
        forum.load(seed)
    assert snapshot() == before


def test_what_people_did_since_stays(seed):
    moderator, admin = person("moderator"), person("admin")
    services.withdraw_post(
        member=person("femke_proefstuk"), post=text_of("forum-what-went-wrong", 1)
    )
    services.hide_post(
        moderator=moderator, post=text_of("forum-local-newspaper", 0), reason="Asked for"
    )
    services.rename_forum(
        admin=admin, forum=Forum.objects.get(name="Living together"), name="Neighbours"
    )
    services.move_topic(
        moderator=moderator,
        topic=topic_of("forum-fees"),
        forum=Forum.objects.get(name="Introductions and help"),
    )
    before = snapshot()
    forum.load(seed)
    assert snapshot() == before


def test_a_topic_that_newer_content_brings_is_added_where_its_room_is_still_found(
    seed, monkeypatch
):
    def with_two_more(name):
        if name != "forum_topics":
            return records(name)
        new = {**TOPICS[4], "answers": [], "days": 1.0}
        return [*TOPICS, new | {"id": "new-1", "room": "money"}, new | {"id": "new-2"}]

    services.rename_forum(
        admin=person("admin"), forum=Forum.objects.get(name="Money sent home"), name="Transfers"
    )
    monkeypatch.setattr(forum, "records", with_two_more)
    before = Forum.objects.count(), Topic.objects.count()
    forum.load(seed)
    assert (Forum.objects.count(), Topic.objects.count()) == before
    services.rename_forum(
        admin=person("admin"), forum=Forum.objects.get(name="Transfers"), name="Money sent home"
    )
    forum.load(seed)
    assert Topic.objects.count() == before[1] + 2


def test_other_settings_get_no_invented_talk(once, db, settings):
    settings.DEMO = False
    before = Topic.objects.count()
    Contribution.objects.filter(submission_id=forum.form_of(TOPICS[0]["id"], 0)).update(
        submission_id=None
    )
    forum.load(once)
    assert Topic.objects.count() == before


def test_withdrawn_and_waiting_texts_are_in_no_count(seed):
    states = Counter(Contribution.objects.values_list("state", flat=True))
    withdrawn = sum(bool(text.get("withdrawn")) for text in TEXTS)
    assert states == {
        PostState.PUBLISHED: len(TEXTS) - withdrawn - 1,
        PostState.WITHDRAWN: withdrawn,
        PostState.PENDING: 1,
    }
    counted = sum(Forum.objects.values_list("direct_posts_count", flat=True))
    assert counted == states[PostState.PUBLISHED]
