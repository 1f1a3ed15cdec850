"""Topics that hosts start in the room of their discussion are threads of it (decision 0225)."""

from datetime import timedelta
from importlib import import_module

import pytest
import time_machine
from django.apps import apps
from django.utils import timezone

from forum import services
from forum.errors import Closed, NotNow
from forum.models import Badge, Contribution, PostState, TopicInfo, TopicKind
from tests.factories import discussions as given
from tests.factories import forum as make

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def started(discussion, member=None):
    """A topic of the host in the room of the discussion."""
    return make.a_topic(discussion.forum, member or given.host_of(discussion), "Who was left out?")


def test_it_is_open_as_long_as_the_discussion_and_belongs_to_it():
    discussion = given.opened()
    topic = started(discussion)
    answer = make.a_reply(topic)
    assert topic.info.kind == TopicKind.GENERAL
    assert (topic.info.opens_at, topic.info.closes_at) == (
        discussion.opens_at,
        discussion.closes_at,
    )
    for post in (topic.first_post, answer):
        assert (post.contribution.discussion, post.contribution.question) == (discussion, None)
    assert topic.first_post.contribution.badge == Badge.HOST
    assert answer.contribution.badge == Badge.NONE


def test_its_answers_count_in_the_figures():
    discussion = given.opened()
    make.a_reply(started(discussion))
    discussion = services.close_contributions(host=given.host_of(discussion), discussion=discussion)
    assert discussion.statistics_frozen["contributions"] == 2


@pytest.mark.parametrize("who", ["host", "moderator"])
def test_nobody_starts_one_before_the_discussion_opens_or_after_its_end(who):
    discussion = given.welcomed()
    member = given.host_of(discussion) if who == "host" else make.a_moderator()
    with pytest.raises(Closed, match="not open yet"):
        started(discussion, member)
    with time_machine.travel(discussion.opens_at + DAY, tick=False):
        started(discussion, member)  # by the clock: the scheduler has not come yet
    with (
        time_machine.travel(discussion.closes_at + DAY, tick=False),
        pytest.raises(Closed, match="has closed"),
    ):
        started(discussion, member)


def test_a_host_does_not_write_in_vain_after_the_end(client):
    discussion = given.opened()
    host = given.host_of(discussion)
    client.force_login(host)
    form = f"/en/forum/f/{discussion.forum_id}/new/"
    assert client.get(form).status_code == 200
    services.close_contributions(host=host, discussion=discussion)
    answer = client.get(form)
    assert answer.status_code == 409
    assert "The discussion has closed." in answer.content.decode()


def test_it_closes_with_the_discussion_and_follows_an_extension():
    discussion = given.opened()
    host, topic = given.host_of(discussion), started(discussion)
    end = discussion.closes_at + 7 * DAY
    services.extend_discussion(
        host=host, discussion=discussion, closes_at=end, note="As many asked.", language="en"
    )
    assert TopicInfo.objects.get(topic=topic).closes_at == end
    services.close_contributions(host=host, discussion=discussion)
    late = make.a_reply(make.fresh(topic))
    assert late.contribution.state == PostState.PENDING
    with time_machine.travel(timezone.now() + DAY, tick=False), pytest.raises(Closed):
        make.a_reply(make.fresh(topic))


def test_its_answers_are_moved_to_a_question_and_its_opening_is_not():
    discussion = given.opened()
    topic = started(discussion)
    answer = make.a_reply(topic)
    question = discussion.questions.get(number=1)
    moderator = make.a_moderator()
    services.assign_question(host=moderator, post=answer, question=question)
    assert make.fresh(answer).topic_id == question.topic_id
    with pytest.raises(NotNow, match="opens a thread"):
        services.assign_question(host=moderator, post=topic.first_post, question=question)


def test_what_hosts_started_before_this_rule_is_bound_by_the_migration():
    discussion = given.opened()
    topic = started(discussion)
    answer = make.a_reply(topic)
    elsewhere = make.a_topic(make.a_forum())
    TopicInfo.objects.filter(topic=topic).update(
        kind=TopicKind.PLAIN, opens_at=None, closes_at=None
    )
    Contribution.objects.filter(post__topic=topic).update(discussion=None)
    import_module("forum.migrations.0009_topics_of_hosts_are_threads").bind(apps, None)
    info = TopicInfo.objects.get(topic=topic)
    assert (info.kind, info.closes_at) == (TopicKind.GENERAL, discussion.closes_at)
    assert make.fresh(answer).contribution.discussion == discussion
    assert TopicInfo.objects.get(topic=elsewhere).kind == TopicKind.PLAIN
    assert elsewhere.first_post.contribution.discussion is None
