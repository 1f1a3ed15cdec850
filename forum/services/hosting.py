"""The life of an e-discussion: from a draft to its end (forum.md §4). The clock acts as host=None.

The discussion's row is locked first, then forum and topics as forum.locks says.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from common.html import plain_text
from common.zones import deadline_words
from forum.discussion_permissions import (
    check_conclude,
    check_host,
    check_prepare,
    has_summary,
)
from forum.engine import Topic
from forum.errors import InvalidContent, NotNow
from forum.locks import lock_forums
from forum.models import (
    OVER,
    Act,
    Audience,
    DiscussionState,
    EDiscussion,
    GuidingQuestion,
    MessageKind,
    Moderation,
    TopicInfo,
    TopicKind,
)
from forum.services import announcing, discussion_telling, timing
from forum.services.messages import say
from forum.services.posting import check_not_silenced
from forum.statistics import freeze
from forum.texts import clean_language

if TYPE_CHECKING:
    from members.models import User

NOTE_MIN, NOTE_MAX = 10, 2_000
CONCLUSION_MAX = 10_000
EXTENSION_MAX = timedelta(days=90)  # beyond the present end: nobody can shorten it again


# --- Before -----------------------------------------------------------------------------------
@transaction.atomic
def plan_discussion(
    *,
    host: "User",
    discussion: EDiscussion,
    opens_at: datetime,
    closes_at: datetime,
    summary_due_on: date | None = None,
    audience: str = Audience.EVERYBODY,
    moderation: str = Moderation.AFTER,
    weeks: Mapping[int, int] | None = None,
) -> EDiscussion:
    """Give a discussion in preparation its dates and its readers.

    `weeks`: {number of a question: the week in which it opens}. Raises PermissionDenied, NotNow,
    InvalidContent.
    """
    check_prepare(host, discussion)
    discussion = locked(discussion)
    timing.check_in_preparation(discussion)
    if closes_at <= opens_at:
        raise InvalidContent(_("Let it close after it opens."), field="closes_at")
    _check_summary_after(closes_at, summary_due_on)
    if audience not in Audience.values or moderation not in Moderation.values:
        raise InvalidContent(_("Choose one of the possibilities."), field="audience")
    discussion.opens_at, discussion.closes_at = opens_at, closes_at
    discussion.summary_due_on = summary_due_on
    discussion.audience, discussion.moderation = audience, moderation
    discussion.save()
    _set_weeks(discussion, weeks or {})
    return discussion


def _check_summary_after(closes_at: datetime, summary_due_on: date | None) -> None:
    """The calendar of a discussion stays in order."""
    if summary_due_on is not None and summary_due_on < closes_at.astimezone(UTC).date():
        raise InvalidContent(
            _("The summary comes after the discussion closes."), field="summary_due_on"
        )


def _set_weeks(discussion: EDiscussion, weeks: Mapping[int, int]) -> None:
    for question in discussion.questions.all():
        week = weeks.get(question.number, question.week)
        starts = discussion.week_starts(week)
        if week < 1 or discussion.is_after_its_end(week):
            raise InvalidContent(announcing.late_words(question), field="weeks")
        GuidingQuestion.objects.filter(pk=question.pk).update(week=week, opens_at=starts)


@transaction.atomic
def announce_discussion(*, host: "User", discussion: EDiscussion) -> EDiscussion:
    """Give the discussion its room and threads, and invite who has a part in it.

    A second call changes nothing. Raises PermissionDenied, NotNow with everything that is missing.
    """
    check_prepare(host, discussion)
    discussion = locked(discussion)
    if discussion.state == DiscussionState.ANNOUNCED:
        return discussion
    announcing.check_announceable(discussion, timezone.now())
    announcing.build(discussion)
    discussion.state = DiscussionState.ANNOUNCED
    discussion.first_closes_at = discussion.closes_at
    discussion.save()
    discussion_telling.log(Act.ANNOUNCED, host, discussion)
    discussion_telling.announced(discussion, host)
    return discussion


@transaction.atomic
def cancel_discussion(*, host: "User", discussion: EDiscussion, reason: str = "") -> EDiscussion:
    """Call a discussion off before it opens; one that was announced says why.

    A second call changes nothing. Raises PermissionDenied, NotNow, InvalidContent.
    """
    check_prepare(host, discussion)
    discussion = locked(discussion)
    if discussion.state == DiscussionState.CANCELLED:
        return discussion
    now = timezone.now()
    timing.check_cancellable(discussion, now)
    was_announced = discussion.state_at(now) == DiscussionState.ANNOUNCED
    text = note_of(reason, "reason") if was_announced or reason.strip() else ""
    before = {"state": discussion.state}
    discussion.state, discussion.cancelled_because = DiscussionState.CANCELLED, text
    discussion.save()
    discussion_telling.log(Act.CANCELLED, host, discussion, reason=text[:255], before=before)
    if was_announced:
        topics = lock_threads(discussion)
        reason_shown = _("This discussion was cancelled.")
        TopicInfo.objects.filter(topic__in=topics).update(lock_reason=reason_shown)
        Topic.objects.filter(pk__in=topics).update(status=Topic.TOPIC_LOCKED)
        discussion_telling.cancelled(discussion, host)
    return discussion


# --- While it runs ----------------------------------------------------------------------------
@transaction.atomic
def open_discussion(
    *, host: "User | None", discussion: EDiscussion, now: datetime | None = None
) -> EDiscussion:
    """Open an announced discussion: the clock on its day, a host before it.

    The welcome must be published. `now`: the moment the clock runs as of. A second call changes
    nothing. Raises PermissionDenied, NotNow.
    """
    if host is not None:
        check_host(host, discussion)
    discussion, now = locked(discussion), now or timezone.now()
    if discussion.state == DiscussionState.OPEN:
        return discussion
    timing.check_openable(discussion)
    if discussion.opens_at is None or now < discussion.opens_at:
        if host is None:
            raise NotNow(_("It is not time yet."))
        discussion.opens_at = now
        _open_threads_from(discussion)
    discussion.state = DiscussionState.OPEN
    freeze(discussion, now)
    discussion.save()
    discussion_telling.log(Act.OPENED, host, discussion)
    discussion_telling.opened(discussion, host)
    return discussion


def _open_threads_from(discussion: EDiscussion) -> None:
    """Week N's questions open in week N of the day on which it really opens."""
    lock_threads(discussion)
    _threads(discussion, TopicKind.GENERAL).update(opens_at=discussion.opens_at)
    for question in discussion.questions.all():
        starts = discussion.week_starts(question.week)
        GuidingQuestion.objects.filter(pk=question.pk).update(opens_at=starts)
        TopicInfo.objects.filter(topic=question.topic_id).update(opens_at=starts)  # type: ignore[attr-defined]


def _threads(discussion: EDiscussion, *kinds: TopicKind) -> Any:
    """What is in the room of these kinds, whoever opened it; not the talk about a synthesis."""
    return TopicInfo.objects.filter(topic__forum=discussion.forum_id, kind__in=kinds)  # type: ignore[attr-defined]


@transaction.atomic
def extend_discussion(
    *,
    host: "User",
    discussion: EDiscussion,
    closes_at: datetime,
    note: str,
    language: str,
    summary_due_on: date | None = None,
) -> EDiscussion:
    """Let an open discussion go on until `closes_at`; the note is a message to all.

    `summary_due_on`: the day of the summary, which comes after the end; None: as it was.
    `first_closes_at` stays. A second call changes nothing. Raises PermissionDenied, NotNow,
    InvalidContent.
    """
    check_host(host, discussion)
    check_not_silenced(host, discussion.forum_id)
    text, code = note_of(note, "note"), clean_language(language)
    discussion = locked(discussion)
    timing.check_extendable(discussion, timezone.now())
    if discussion.closes_at == closes_at:
        return discussion
    if discussion.closes_at is None or closes_at < discussion.closes_at:
        raise InvalidContent(_("An extension ends later than the present end."), field="closes_at")
    if closes_at - discussion.closes_at > EXTENSION_MAX:
        raise InvalidContent(_("Let it go on for 90 days at most."), field="closes_at")
    due = summary_due_on or discussion.summary_due_on
    _check_summary_after(closes_at, due)
    ends = {"closes_at": discussion.closes_at.isoformat()}, {"closes_at": closes_at.isoformat()}
    discussion.closes_at, discussion.closing_told_at = closes_at, None
    discussion.summary_due_on = due
    discussion.save()
    discussion_telling.log(
        Act.EXTENDED, host, discussion, reason=text[:255], before=ends[0], after=ends[1]
    )
    _close_threads_at(discussion, closes_at)
    with override(code):  # the heading is in the language of the note, not of the host's screen
        with timezone.override(UTC):  # one text for readers of all zones
            until = {"day": deadline_words(closes_at)}
        subject = _("The discussion goes on until %(day)s") % until
    say(
        author=host,
        discussion=discussion,
        kind=MessageKind.EXTENSION,
        language=code,
        subject=subject,
        body=text,
    )
    return discussion


def _close_threads_at(discussion: EDiscussion, closes_at: datetime) -> None:
    """Under the lock of each thread: no reply that is being judged gets past (forum.md §12)."""
    lock_threads(discussion)
    threads = _threads(discussion, TopicKind.QUESTION, TopicKind.GENERAL)
    # Closed early, a question of a later week never opens at all.
    threads.filter(opens_at__gte=closes_at).update(opens_at=None)
    threads.update(closes_at=closes_at)


@transaction.atomic
def close_contributions(
    *, host: "User | None", discussion: EDiscussion, now: datetime | None = None
) -> EDiscussion:
    """End the discussion: the clock on its day, a host before it. The figures stand still.

    What still comes within 24 hours waits for the host. `now`: the moment the clock runs as of. A
    second call changes nothing. Raises PermissionDenied, NotNow.
    """
    if host is not None:
        check_host(host, discussion)
    discussion = locked(discussion)
    if discussion.state in OVER:
        return discussion
    if discussion.forum_id is not None:
        lock_threads(discussion)
    # Read once no answer is being judged: none that was published came after this moment.
    now = now or timezone.now()
    timing.check_closable(discussion, now)
    if discussion.state_at(now) == DiscussionState.OPEN:
        if host is None:
            raise NotNow(_("It is not time yet."))
        discussion.closes_at = now
    _close_threads_at(discussion, discussion.closes_at or now)
    discussion.state = DiscussionState.SUMMARISING
    freeze(discussion, now)
    discussion.save()
    discussion_telling.log(Act.CLOSED, host, discussion)
    discussion_telling.closed(discussion, host)
    return discussion


# --- Afterwards -------------------------------------------------------------------------------
@transaction.atomic
def conclude(
    *, moderator: "User", discussion: EDiscussion, conclusion: str, language: str
) -> EDiscussion:
    """End the work on a discussion; the conclusion is kept as its closing message.

    Raises PermissionDenied, NotNow, InvalidContent.
    """
    check_conclude(moderator, discussion)
    check_not_silenced(moderator, discussion.forum_id)
    text, code = plain_text(conclusion), clean_language(language)
    if not NOTE_MIN <= len(text) <= CONCLUSION_MAX:
        raise InvalidContent(
            _("Write a conclusion of 10 to 10,000 characters."), field="conclusion"
        )
    discussion = locked(discussion)
    if discussion.state == DiscussionState.CLOSED:
        return discussion
    timing.check_concludable(discussion)
    discussion.state = DiscussionState.CLOSED
    discussion.save()
    discussion_telling.log(Act.CONCLUDED, moderator, discussion, reason=text[:255])
    with override(code):
        subject = _("What we conclude") if has_summary(discussion) else _("No summary is possible")
    say(
        author=moderator,
        discussion=discussion,
        kind=MessageKind.CLOSING,
        language=code,
        subject=subject,
        body=text,
    )
    return discussion


# --- What they share --------------------------------------------------------------------------
def locked(discussion: EDiscussion) -> EDiscussion:
    """The row as it is now, held until the end of the transaction.

    Answers may still refer to it meanwhile: one that holds the room would else wait for who waits
    for the room.
    """
    return EDiscussion.objects.select_for_update(no_key=True, of=("self",)).get(pk=discussion.pk)


def lock_threads(discussion: EDiscussion) -> list[int]:
    """Hold the room and all its threads, in the order of forum.locks. Returns the threads."""
    forum: Any = discussion.forum
    lock_forums([forum.pk])
    rows = Topic.objects.select_for_update(no_key=True, of=("self",)).filter(forum=forum.pk)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def note_of(text: str, field: str) -> str:
    """A reason or a note of 10 to 2,000 characters. Raises InvalidContent."""
    note = plain_text(text)
    if not NOTE_MIN <= len(note) <= NOTE_MAX:
        raise InvalidContent(_("Write 10 to 2,000 characters."), field=field)
    return note
