"""Hosts, members and the clock at one time, on PostgreSQL with real threads (forum.md §4, §12)."""

from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone
from wagtail.models import Page

from forum import services
from forum.engine import Forum, Post
from forum.errors import NotNow
from forum.models import (
    Contribution,
    DiscussionState,
    EDiscussion,
    HeldBecause,
    PostKind,
    PostState,
    Role,
    SynthesisState,
    SynthesisText,
    TopicInfo,
)
from forum.services.clock import keep_time
from tests.factories import discussions as given
from tests.factories import forum as make
from tests.factories.pages import english
from tests.forum.acts import answers, assert_counted, attempt
from tests.races import all_at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
A_SECOND, A_DAY = timedelta(seconds=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def tree(transactional_db):
    """The root of all pages: a transactional test before this one has emptied the database."""
    if not Page.objects.filter(depth=1).exists():
        Page.add_root(instance=Page(title="Root", slug="root", locale=english()))


@pytest.fixture
def discussion():
    return given.opened()


@pytest.fixture
def people(discussion):
    return [make.person(f"Person {at}") for at in range(8)]


def answered(discussion):
    """What members wrote: the framing of the host left out."""
    return Contribution.objects.filter(discussion=discussion, kind=PostKind.CONTRIBUTION)


def again(discussion):
    return EDiscussion.objects.get(pk=discussion.pk)


def end(discussion):
    """Its end passed a second ago, and nobody has written it down."""
    moments = {"opens_at": timezone.now() - A_DAY, "closes_at": timezone.now() - A_SECOND}
    EDiscussion.objects.filter(pk=discussion.pk).update(**moments)
    TopicInfo.objects.filter(topic__forum=discussion.forum).update(**moments)


def test_no_answer_is_published_after_the_moment_at_which_a_host_closes(discussion, people):
    """Whichever comes first, the answer or the end: what is late waits for the host."""
    close = partial(
        attempt,
        services.close_contributions,
        host=given.host_of(discussion),
        discussion=discussion,
    )
    calls = answers(given.topic_of(discussion), people)
    results = all_at_once([*calls[:4], close, *calls[4:]])
    del results[4]
    assert all(isinstance(one, services.Posted) for one in results), results
    discussion = again(discussion)
    assert discussion.state == DiscussionState.SUMMARISING
    published = answered(discussion).filter(state=PostState.PUBLISHED)
    assert not published.filter(created__gte=discussion.closes_at).exists()
    late = answered(discussion).filter(state=PostState.PENDING)
    assert set(late.values_list("held_because", flat=True)) <= {HeldBecause.LATE}
    assert published.count() + late.count() == len(people)
    assert discussion.statistics_frozen["contributions"] == published.count()
    assert_counted(Forum.objects.get(pk=discussion.forum_id))


def test_a_late_clock_lets_no_late_answer_in(discussion, people):
    """Answers judge the end themselves, whatever the job has written."""
    end(discussion)
    calls = answers(given.topic_of(discussion), people)
    clock = partial(keep_time, now=timezone.now())
    results = all_at_once([*calls[:4], clock, *calls[4:]])
    del results[4]
    assert {one.held_because for one in results} == {HeldBecause.LATE}
    assert again(discussion).state == DiscussionState.SUMMARISING
    assert again(discussion).statistics_frozen["contributions"] == 0
    assert_counted(Forum.objects.get(pk=discussion.forum_id))


def test_the_clock_closes_once_however_many_run(discussion):
    end(discussion)
    now = timezone.now()
    all_at_once([partial(keep_time, now=now)] * 4)
    found = again(discussion)
    assert (found.state, found.statistics_at) == (DiscussionState.SUMMARISING, now)


def test_an_extension_and_an_end_leave_threads_and_discussion_of_one_mind(discussion):
    host = given.host_of(discussion)
    close = partial(attempt, services.close_contributions, host=host, discussion=discussion)
    extend = partial(
        attempt,
        services.extend_discussion,
        host=host,
        discussion=discussion,
        closes_at=discussion.closes_at + A_DAY,
        note="A day more, as many asked for it.",
        language="en",
    )
    closed, extended = all_at_once([close, extend])
    assert not isinstance(closed, Exception)
    assert isinstance(extended, (EDiscussion, NotNow))
    found = again(discussion)
    assert found.state == DiscussionState.SUMMARISING
    own = [found.general_topic_id, *found.questions.values_list("topic", flat=True)]
    ends = TopicInfo.objects.filter(topic__in=own).values_list("closes_at", flat=True)
    assert set(ends) == {found.closes_at}


def test_two_hosts_announce_one_room():
    draft = given.a_draft()
    other = make.person("Second Host")
    services.add_role(host=make.an_admin(), discussion=draft, user=other, role=Role.HOST)
    hosts = [*draft.roles.filter(role=Role.HOST).order_by("pk")]
    calls = [
        partial(attempt, services.announce_discussion, host=one.user, discussion=draft)
        for one in (*hosts, *hosts)
    ]
    results = all_at_once(calls)
    assert {one.forum_id for one in results} == {again(draft).forum_id}
    assert Forum.objects.filter(discussion__isnull=False).count() == 1
    assert again(draft).forum.topics.count() == 1 + draft.questions.count()


def test_a_synthesis_is_published_once_and_has_one_text_a_language(discussion):
    given.an_answer(discussion)
    draft, host = given.a_synthesis(discussion), given.host_of(discussion)
    publish = partial(attempt, services.publish_synthesis, host=host, synthesis=draft)
    results = all_at_once([publish] * 4)
    assert {one.state for one in results} == {SynthesisState.PUBLISHED}
    assert len({one.comments_topic_id for one in results}) == 1
    translate = partial(
        attempt,
        services.translate_synthesis,
        host=host,
        synthesis=draft,
        language="fr",
        title="Ce que l’on tait",
        body="La foi d’abord.",
    )
    kinds = sorted(type(one).__name__ for one in all_at_once([translate] * 3))
    assert kinds == ["NotNow", "NotNow", "SynthesisText"]
    assert SynthesisText.objects.filter(synthesis=draft, language="fr").count() == 1


def test_answers_while_one_moves_to_its_question_are_counted_where_they_are(discussion, people):
    host = given.host_of(discussion)
    first, second = given.topic_of(discussion, 1), given.topic_of(discussion, 2)
    TopicInfo.objects.filter(topic=second).update(opens_at=timezone.now() - A_SECOND)
    post = given.an_answer(discussion, make.person("Misplaced"))
    move = partial(
        attempt,
        services.assign_question,
        host=host,
        post=post,
        question=discussion.questions.get(number=2),
    )
    calls = [*answers(first, people[:4]), *answers(second, people[4:])]
    results = all_at_once([*calls[:2], move, *calls[2:]])
    assert not [one for one in results if isinstance(one, Exception)], results
    assert Post.objects.get(pk=post.pk).topic_id == second.pk
    for topic, number in ((first, 1 + 4), (second, 1 + 4 + 1)):
        assert make.fresh(topic).posts_count == number
    assert_counted(Forum.objects.get(pk=discussion.forum_id))
