"""Many hands at one time, on PostgreSQL with real threads (forum.md §12, S8, S12).

Each fails when the lock it is about is taken away.
"""

import uuid
from collections import Counter
from contextlib import suppress
from functools import partial

import pytest

from forum import services
from forum.engine import Forum, Post, Topic
from forum.errors import Closed, RateLimited
from forum.models import (
    Act,
    Contribution,
    ForumRead,
    ModerationLog,
    Reaction,
    Subscription,
    TopicRead,
)
from tests.factories import forum as make
from tests.forum.acts import again, answers, assert_counted, attempt
from tests.races import all_at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def topic():
    return make.a_topic(make.a_forum("Remittances"), make.person("Amina"))


@pytest.fixture
def people(topic):
    return [make.person(f"Person {at}") for at in range(10)]


def test_answers_at_one_time_are_all_counted_once(topic, people):
    results = all_at_once(answers(topic, people))
    assert all(isinstance(one, services.Posted) for one in results), results
    assert Topic.objects.get(pk=topic.pk).posts_count == 1 + len(people)
    assert_counted(Forum.objects.get(pk=topic.forum_id))


def test_no_answer_lands_in_a_topic_that_was_locked_before(topic, people):
    moderator = make.a_moderator()
    lock = partial(attempt, services.lock_topic, moderator=moderator, topic=topic)
    calls = answers(topic, people)
    results = all_at_once([*calls[:3], lock, *calls[3:]])
    del results[3]
    assert Counter(type(one) for one in results).keys() <= {services.Posted, Closed}
    assert Topic.objects.get(pk=topic.pk).is_locked
    locked_at = ModerationLog.objects.get(action=Act.LOCKED).created
    assert not Post.objects.filter(topic=topic, created__gt=locked_at).exists()
    assert_counted(Forum.objects.get(pk=topic.forum_id))


def test_answers_while_a_topic_is_moved_are_counted_where_it_is(topic, people):
    moderator, target = make.a_moderator(), make.a_forum("Elsewhere")
    move = partial(attempt, services.move_topic, moderator=moderator, topic=topic, forum=target)
    calls = answers(topic, people)
    results = all_at_once([*calls[:4], move, *calls[4:]])
    assert not [one for one in results if isinstance(one, Exception)]
    assert Topic.objects.get(pk=topic.pk).forum_id == target.pk
    left, target = Forum.objects.get(pk=topic.forum_id), Forum.objects.get(pk=target.pk)
    assert (left.direct_posts_count, target.direct_posts_count) == (0, 1 + len(people))
    assert_counted(left, target)


def test_a_rename_and_a_move_of_a_room_lose_no_counter_and_leave_a_sound_tree(topic, people):
    """S8: stock machina saves the whole row, with the counters it read before."""
    admin, shelf = make.an_admin(), make.a_forum("Shelf", is_category=True)
    stale = Forum.objects.get(pk=topic.forum_id)
    rename = partial(attempt, services.rename_forum, admin=admin, forum=stale, name="Money home")
    move = partial(attempt, services.move_forum, admin=admin, forum=stale, parent=shelf)
    calls = answers(topic, people)
    results = all_at_once([*calls[:3], rename, *calls[3:6], move, *calls[6:]])
    assert not [one for one in results if isinstance(one, Exception)]
    forum = Forum.objects.get(pk=topic.forum_id)
    assert (forum.name, forum.parent_id) == ("Money home", shelf.pk)
    assert forum.direct_posts_count == 1 + len(people)
    assert_sound_tree()
    assert_counted(forum)


@pytest.mark.parametrize("act", ["follow", "read"])
def test_a_room_that_goes_while_members_follow_it_is_not_there_for_them(act, people):
    """A key that leads nowhere would be found at the commit alone, as an error of the database."""
    admin, room = make.an_admin(), make.a_forum("Going")
    acts = {
        "follow": partial(services.subscribe, target=room, level="watching"),
        "read": partial(services.mark_forum_read, forum=room),
    }

    def refer(member):
        with suppress(Forum.DoesNotExist):
            acts[act](member=again(member))

    calls = [partial(refer, one) for one in people]
    all_at_once([*calls[:5], partial(services.remove_forum, admin=admin, forum=room), *calls[5:]])
    assert not Forum.objects.filter(pk=room.pk).exists()
    assert not Subscription.objects.filter(forum=room.pk).exists()
    assert not ForumRead.objects.filter(forum=room.pk).exists()


def assert_sound_tree():
    """The stored tree is the one that a rebuild gives."""
    columns = ("pk", "lft", "rght", "level", "parent_id")
    before = list(Forum.objects.order_by("pk").values_list(*columns))
    Forum.objects.rebuild()
    assert list(Forum.objects.order_by("pk").values_list(*columns)) == before


@pytest.mark.parametrize("form", [uuid.uuid4(), None], ids=["with an id", "without"])
def test_one_form_sent_six_times_at_once_is_one_post(topic, people, form):
    call = partial(
        attempt,
        services.reply,
        member=people[0],
        topic=topic,
        body="About four per cent.",
        language="en",
        submission_id=form,
    )
    results = all_at_once([call] * 6)
    assert {one.post.pk for one in results} == {Contribution.objects.get(author=people[0]).post_id}
    assert sorted(one.already_there for one in results) == [False, *[True] * 5]


def test_a_member_who_sends_six_answers_at_once_has_sent_one(topic, people):
    """S12: the pace is counted under the lock of the member's standing."""
    calls = [
        partial(
            attempt,
            services.reply,
            member=people[0],
            topic=topic,
            body=f"Answer {at}",
            language="en",
        )
        for at in range(6)
    ]
    kinds = Counter(type(one) for one in all_at_once(calls))
    assert kinds == {services.Posted: 1, RateLimited: 5}


def test_useful_is_counted_once_a_member(topic, people):
    post = topic.first_post
    calls = [
        partial(attempt, services.mark_useful, member=one, post=post)
        for one in (*people[:4], people[0], people[0])
    ]
    all_at_once(calls)
    assert Contribution.objects.get(post=post).useful_count == 4
    assert Reaction.objects.filter(post=post).count() == 4


def test_marks_that_cross_leave_the_later_one(topic, people):
    posts = [make.a_reply(topic, one) for one in people[:5]]
    reader = people[9]
    all_at_once(
        partial(attempt, services.mark_topic_read, member=reader, topic=topic, last_post=one)
        for one in (posts[4], posts[0], posts[3], posts[1], posts[2])
    )
    assert TopicRead.objects.get(user=reader).last_post_id == posts[4].pk
