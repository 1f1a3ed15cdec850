"""The life of an e-discussion: transitions, guards, the clock, three languages (forum.md §4)."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from forum import services
from forum.errors import Closed, InvalidContent, NotNow
from forum.models import (
    Badge,
    Contribution,
    DiscussionState,
    EDiscussion,
    EDiscussionPage,
    GuidingQuestion,
    HeldBecause,
    HostMessage,
    MessageKind,
    ModerationLog,
    PostKind,
    PostState,
    Role,
    TopicKind,
)
from forum.services import clock
from notifications.models import Notification
from tests.factories import discussions as given
from tests.factories import forum as make

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
NOTE = "Two more weeks, as many asked for it."


def again(discussion):
    return EDiscussion.objects.get(pk=discussion.pk)


# --- Pages and shared rows --------------------------------------------------------------------
def test_a_draft_page_creates_nothing():
    page = given.a_page()
    page.title = "Another title"
    page.save_revision()
    assert not EDiscussion.objects.exists()
    assert not GuidingQuestion.objects.exists()


def test_the_first_publication_makes_the_discussion_with_its_questions_in_order():
    page = given.publish(given.a_page())
    assert page.discussion.key == page.translation_key
    assert page.discussion.state == DiscussionState.DRAFT
    texts = page.question_texts.order_by("sort_order")
    assert [one.question.number for one in texts] == [1, 2, 3]
    assert page.discussion.forum is None


def test_three_languages_share_one_discussion_one_room_and_one_thread_a_question():
    discussion = given.a_draft()
    english = discussion.pages.get()
    french = given.translated(
        english, "fr", "Cartographier", ["Qui ?", "Quels services ?", "Quoi ?"]
    )
    services.announce_discussion(host=given.host_of(discussion), discussion=discussion)
    spanish = given.translated(english, "es", "Cartografiar")
    discussion = again(discussion)
    assert EDiscussion.objects.count() == 1
    assert {page.discussion_id for page in EDiscussionPage.objects.all()} == {discussion.pk}
    assert discussion.languages == ["en", "fr", "es"]
    assert discussion.forum.topics.count() == 4
    for page in (english, french, spanish):
        texts = EDiscussionPage.objects.get(pk=page.pk).question_texts.all()
        assert [one.question.number for one in texts] == [1, 2, 3]
    assert given.topic_of(discussion).subject == "Whom do you want to reach?"


def test_a_page_published_again_keeps_one_discussion():
    page = given.publish(given.a_page())
    page.save_revision()
    given.publish(page)
    assert EDiscussion.objects.count() == 1
    assert GuidingQuestion.objects.count() == 3


def test_a_draft_discussion_follows_its_page_in_order_and_number():
    page = given.publish(given.a_page())
    rows = list(page.question_texts.order_by("-sort_order"))[:2]
    for at, one in enumerate(rows):
        one.sort_order = at
    page.question_texts = rows
    page.save_revision()
    page = given.publish(page)
    texts = {one.text: one.question.number for one in page.question_texts.all()}
    assert texts == {"What do you leave out?": 1, "Which services know them?": 2}
    assert page.discussion.questions.count() == 2


def test_an_announced_question_is_reworded_and_the_change_is_logged():
    discussion = given.announced()
    page = discussion.pages.get()
    first = page.question_texts.order_by("sort_order").first()
    rows = list(page.question_texts.all())
    rows[0].text = "Whom do you want to hear?"
    page.question_texts = rows
    page.save_revision()
    given.publish(page)
    topic = given.topic_of(discussion)
    assert topic.subject == "Whom do you want to hear?"
    assert "Whom do you want to hear?" in topic.first_post.content.raw
    revision = topic.first_post.revisions.get()
    assert first.text in revision.body
    assert ModerationLog.objects.filter(post=topic.first_post).count() == 1


def test_the_page_of_a_discussion_with_contributions_is_not_deleted():
    discussion = given.opened()
    page = discussion.pages.get()
    given.an_answer(discussion)
    with pytest.raises(ProtectedError), transaction.atomic():
        page.delete()
    page.unpublish()
    assert Contribution.objects.filter(discussion=discussion).exists()


# --- draft → announced ------------------------------------------------------------------------
def test_what_is_missing_is_all_said_before_an_announcement():
    page = given.publish(given.a_page(questions=()))
    with pytest.raises(NotNow) as refusal:
        services.announce_discussion(host=make.an_admin(), discussion=page.discussion)
    for part in ("guiding question", "host", "opens and closes"):
        assert part in str(refusal.value)


def test_an_unpublished_page_is_not_announced():
    discussion = given.a_draft()
    discussion.pages.get().unpublish()
    with pytest.raises(NotNow, match="Publish its page"):
        services.announce_discussion(host=given.host_of(discussion), discussion=discussion)


def test_announcing_opens_a_room_with_framed_threads_and_invites():
    discussion = given.a_draft()
    expert = make.person("Petra Beispiel")
    host = given.host_of(discussion)
    services.add_role(host=host, discussion=discussion, user=expert, role=Role.EXPERT)
    assert not Notification.objects.exists()
    discussion = services.announce_discussion(host=make.an_admin(), discussion=discussion)
    kinds = list(discussion.forum.topics.order_by("pk").values_list("info__kind", flat=True))
    assert kinds == [TopicKind.QUESTION] * 3 + [TopicKind.GENERAL]
    framing = given.topic_of(discussion).first_post.contribution
    assert (framing.kind, framing.discussion, framing.badge) == (
        PostKind.FRAMING,
        discussion,
        Badge.HOST,
    )
    told = Notification.objects.filter(type="discussion.invited")
    assert {one.recipient for one in told} == {host, expert}
    assert discussion.first_closes_at == discussion.closes_at


def test_announcing_twice_makes_one_room():
    discussion = given.announced()
    services.announce_discussion(host=given.host_of(discussion), discussion=discussion)
    assert EDiscussion.objects.filter(forum__isnull=False).count() == 1
    assert again(discussion).forum_id == discussion.forum_id


def test_week_n_s_questions_open_in_week_n_and_all_close_at_the_end():
    discussion = given.announced()
    opens = [one.topic.info.opens_at for one in discussion.questions.all()]
    assert opens == [discussion.opens_at + 7 * DAY * n for n in range(3)]
    ends = {one.topic.info.closes_at for one in discussion.questions.all()}
    assert ends == {discussion.closes_at}


def test_the_database_keeps_the_documented_constraints():
    page = given.publish(given.a_page())
    for change in (
        {"state": DiscussionState.OPEN},
        {"state": DiscussionState.ENDORSEMENT},
        {"state": "paused"},
        {"opens_at": timezone.now(), "closes_at": timezone.now() - DAY},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            EDiscussion.objects.filter(pk=page.discussion_id).update(**change)
    question = page.discussion.questions.first()
    for change in ({"number": 8}, {"number": 2}, {"week": 0}):
        with pytest.raises(IntegrityError), transaction.atomic():
            GuidingQuestion.objects.filter(pk=question.pk).update(**change)


# --- announced → open -------------------------------------------------------------------------
def test_without_a_welcome_nobody_opens_it():
    discussion = given.announced()
    with pytest.raises(NotNow, match="welcome"):
        services.open_discussion(host=given.host_of(discussion), discussion=discussion)
    with time_machine.travel(discussion.opens_at + DAY, tick=False):
        clock.keep_time(now=timezone.now())
        with pytest.raises(Closed):
            given.an_answer(discussion)
    assert again(discussion).state == DiscussionState.ANNOUNCED


def test_the_clock_opens_it_on_its_day_and_tells_watchers():
    discussion = given.welcomed()
    watcher = make.person("Wanda Watcher")
    services.subscribe(member=watcher, target=discussion.forum, level="watching")
    assert clock.keep_time(now=discussion.opens_at - timedelta(seconds=1)) == 0
    assert clock.keep_time(now=discussion.opens_at) == 1
    assert clock.keep_time(now=discussion.opens_at) == 0
    assert again(discussion).state == DiscussionState.OPEN
    assert Notification.objects.filter(type="discussion.opened", recipient=watcher).count() == 1


def test_a_late_scheduler_keeps_no_timely_post_out():
    discussion = given.welcomed()
    with time_machine.travel(discussion.opens_at + timedelta(seconds=1), tick=False):
        answer = given.an_answer(discussion)
    assert answer.contribution.state == PostState.PUBLISHED
    assert again(discussion).state == DiscussionState.ANNOUNCED


def test_a_host_opens_it_early_and_the_weeks_move_along():
    discussion = given.opened()
    assert discussion.state == DiscussionState.OPEN
    second = discussion.questions.get(number=2)
    assert second.opens_at == discussion.opens_at + 7 * DAY
    assert second.topic.info.opens_at == second.opens_at
    given.an_answer(discussion, number=1)
    with pytest.raises(Closed):
        given.an_answer(discussion, number=2)


# --- open → open ------------------------------------------------------------------------------
def test_an_extension_needs_a_note_and_a_later_end_and_keeps_the_first_one_in_sight():
    discussion = given.opened()
    host, first = given.host_of(discussion), discussion.closes_at
    wanted = {"host": host, "discussion": discussion, "language": "en"}
    with pytest.raises(InvalidContent) as refusal:
        services.extend_discussion(closes_at=first + DAY, note="", **wanted)
    assert refusal.value.field == "note"
    with pytest.raises(InvalidContent) as refusal:
        services.extend_discussion(closes_at=first - DAY, note=NOTE, **wanted)
    assert refusal.value.field == "closes_at"
    services.extend_discussion(closes_at=first + 14 * DAY, note=NOTE, **wanted)
    discussion = again(discussion)
    assert (discussion.closes_at, discussion.first_closes_at) == (first + 14 * DAY, first)
    message = discussion.messages.get(kind=MessageKind.EXTENSION)
    assert message.texts.get().body == NOTE
    with time_machine.travel(first + DAY, tick=False):
        given.an_answer(discussion)


def test_two_days_before_its_end_followers_are_told_once():
    discussion = given.opened()
    soon = discussion.closes_at - timedelta(hours=47)
    assert [clock.keep_time(now=soon) for _unused in range(2)] == [1, 0]
    assert Notification.objects.filter(type="discussion.closing").count() == 1


# --- open → summarising -----------------------------------------------------------------------
def test_the_clock_closes_it_and_late_text_waits_a_day_for_the_host():
    discussion = given.opened()
    end = discussion.closes_at
    with time_machine.travel(end - timedelta(seconds=1), tick=False):
        timely = given.an_answer(discussion)
    with time_machine.travel(end + timedelta(seconds=1), tick=False):
        late = given.an_answer(discussion, body="A late word.")
        assert again(discussion).state == DiscussionState.OPEN  # the scheduler has not come yet
        clock.keep_time(now=timezone.now())
        later = given.an_answer(discussion, body="Another late word.")
    with time_machine.travel(end + DAY, tick=False), pytest.raises(Closed):
        given.an_answer(discussion, body="Too late.")
    assert timely.contribution.state == PostState.PUBLISHED
    for one in (late, later):
        assert one.contribution.state == PostState.PENDING
        assert one.contribution.held_because == HeldBecause.LATE
    assert again(discussion).state == DiscussionState.SUMMARISING


def test_closing_freezes_the_figures():
    discussion = given.opened()
    given.an_answer(discussion)
    discussion = services.close_contributions(host=given.host_of(discussion), discussion=discussion)
    before = discussion.statistics_frozen
    assert before["contributions"] == 1
    Contribution.objects.filter(discussion=discussion).update(language="fr")
    clock.refresh_statistics(now=timezone.now())
    assert again(discussion).statistics_frozen == before


def test_figures_of_an_open_discussion_are_counted_daily():
    discussion = given.opened()
    given.an_answer(discussion)
    assert again(discussion).statistics_frozen["contributions"] == 0
    assert clock.refresh_statistics(now=timezone.now()) == 1
    assert again(discussion).statistics_frozen["contributions"] == 1


def test_the_clock_closes_nothing_before_its_end():
    discussion = given.opened()
    with pytest.raises(NotNow):
        services.close_contributions(host=None, discussion=discussion)


# --- summarising → closed ---------------------------------------------------------------------
def test_without_a_summary_only_a_moderator_concludes_and_says_why():
    discussion = given.summarising()
    host, moderator = given.host_of(discussion), make.a_moderator()
    wanted = {"discussion": discussion, "language": "en"}
    with pytest.raises(PermissionDenied):
        services.conclude(moderator=host, conclusion="Nobody came, alas.", **wanted)
    with pytest.raises(InvalidContent):
        services.conclude(moderator=moderator, conclusion="Short", **wanted)
    services.conclude(moderator=moderator, conclusion="Nobody came, alas.", **wanted)
    assert again(discussion).state == DiscussionState.CLOSED
    closing = HostMessage.objects.get(kind=MessageKind.CLOSING)
    assert closing.texts.get().body == "Nobody came, alas."


def test_with_its_summary_published_the_host_concludes():
    discussion = given.summarising()
    host = given.host_of(discussion)
    summary = given.a_synthesis(discussion, week=None)
    services.publish_synthesis(host=host, synthesis=summary)
    services.conclude(
        moderator=host, discussion=discussion, conclusion="Thank you, all.", language="en"
    )
    assert again(discussion).state == DiscussionState.CLOSED


def test_an_open_discussion_is_not_concluded():
    discussion = given.opened()
    with pytest.raises(NotNow):
        services.conclude(
            moderator=make.a_moderator(),
            discussion=discussion,
            conclusion="Too early to say.",
            language="en",
        )


# --- → cancelled ------------------------------------------------------------------------------
def test_a_draft_is_cancelled_without_a_word():
    discussion = given.a_draft()
    services.cancel_discussion(host=given.host_of(discussion), discussion=discussion)
    assert again(discussion).state == DiscussionState.CANCELLED


def test_an_announced_discussion_is_cancelled_with_a_reason_and_its_threads_lock():
    discussion = given.welcomed()
    host = given.host_of(discussion)
    with pytest.raises(InvalidContent):
        services.cancel_discussion(host=host, discussion=discussion)
    services.cancel_discussion(
        host=host, discussion=discussion, reason="The host is ill until spring."
    )
    with (
        time_machine.travel(discussion.opens_at + DAY, tick=False),
        pytest.raises(Closed, match="cancelled"),
    ):
        given.an_answer(discussion)


def test_an_open_discussion_is_not_cancelled():
    discussion = given.opened()
    with pytest.raises(NotNow):
        services.cancel_discussion(
            host=given.host_of(discussion), discussion=discussion, reason="No longer wanted."
        )


@pytest.mark.parametrize(
    "state", [DiscussionState.ANNOUNCED, DiscussionState.OPEN, DiscussionState.SUMMARISING]
)
def test_dates_are_planned_in_a_draft_alone(state):
    discussion = given.in_state(state)
    now = timezone.now()
    with pytest.raises(NotNow):
        services.plan_discussion(
            host=given.host_of(discussion),
            discussion=discussion,
            opens_at=now,
            closes_at=now + DAY,
        )
