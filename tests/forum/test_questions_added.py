"""Questions that an editor adds to the page of a discussion that has dates (forum.md §3.2, §4)."""

from datetime import timedelta

import pytest

from forum import services
from forum.errors import NotNow
from forum.models import EDiscussion, GuidingQuestion, GuidingQuestionText, Role
from forum.services.announcing import gaps_of
from members.models import UserState
from tests.factories import discussions as given
from tests.factories import forum as make

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)


def with_more(page, number):
    """The page as published with `number` questions more, each at the end."""
    rows = list(page.question_texts.all())
    for at in range(len(rows), len(rows) + number):
        text = f"And what about the rest, part {at}?"
        rows.append(GuidingQuestionText(text=text, sort_order=at, locale=page.locale))
    page.question_texts = rows
    page.save_revision()
    return given.publish(page)


def weeks_of(discussion):
    return list(discussion.questions.order_by("number").values_list("week", flat=True))


@pytest.mark.parametrize(("state", "weeks"), [(given.announced, 4), (given.opened, 5)])
def test_a_question_too_many_for_the_weeks_opens_in_the_last_one(state, weeks):
    discussion = state()  # three questions; what a host opens before its day runs longer
    with_more(discussion.pages.get(), 3)
    assert weeks_of(discussion) == [1, 2, 3, 4, weeks, weeks]
    last = discussion.questions.get(number=6)
    assert last.opens_at == last.topic.info.opens_at
    assert last.opens_at == discussion.opens_at + (weeks - 1) * WEEK
    assert last.topic.info.closes_at == discussion.closes_at


def test_a_translation_may_add_it_too():
    discussion = given.opened()
    french = given.translated(discussion.pages.get(), "fr", "Cartographier")
    with_more(french, 3)
    assert weeks_of(discussion) == [1, 2, 3, 4, 5, 5]
    assert given.topic_of(discussion, 6).info.language == "fr"


def test_a_planned_draft_keeps_its_questions_within_its_weeks():
    discussion = given.a_draft()
    page = with_more(discussion.pages.get(), 3)
    assert weeks_of(discussion) == [1, 2, 3, 4, 4, 4]
    services.announce_discussion(host=given.host_of(discussion), discussion=page.discussion)
    assert GuidingQuestion.objects.filter(topic__isnull=False).count() == 6


def test_a_question_that_would_open_after_the_end_is_named_before_the_announcement():
    discussion = given.a_draft()
    discussion.questions.filter(number=3).update(week=5)
    discussion = EDiscussion.objects.get(pk=discussion.pk)
    words = "Question 3 would open after the discussion closes."
    assert gaps_of(discussion, discussion.created) == [words]
    with pytest.raises(NotNow, match=words):
        services.announce_discussion(host=given.host_of(discussion), discussion=discussion)


def test_what_closes_as_a_week_begins_has_the_weeks_before_it():
    discussion = given.a_draft()
    lengths = {timedelta(days=1): 1, WEEK: 1, WEEK + timedelta(hours=1): 2, 4 * WEEK: 4}
    for length, weeks in lengths.items():
        discussion.closes_at = discussion.opens_at + length
        assert discussion.last_week() == weeks
        assert not discussion.is_after_its_end(weeks)
        assert discussion.is_after_its_end(weeks + 1)


def test_without_an_active_host_a_cohost_asks_or_whoever_framed_the_threads():
    discussion = given.opened()
    host = given.host_of(discussion)
    host.state = UserState.SUSPENDED
    host.save()
    page = with_more(discussion.pages.get(), 1)
    assert given.topic_of(discussion, 4).poster == host
    cohost = make.person("Carla Contoh")
    services.add_role(
        host=make.an_admin(), discussion=discussion, user=cohost, role=Role.COHOST, language="es"
    )
    with_more(page, 1)
    assert given.topic_of(discussion, 5).poster == cohost
