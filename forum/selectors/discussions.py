"""One e-discussion ready to print, in queries that neither answers nor members multiply."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.languages import foreign_language, reading_url
from forum.access import access_for
from forum.addresses import topic_url
from forum.discussion_permissions import can_prepare, can_view_discussion
from forum.engine import Post
from forum.models import (
    HOSTING,
    SUMMARISING_ROLES,
    DiscussionRole,
    DiscussionState,
    EDiscussion,
    GuidingQuestion,
    PostKind,
    Role,
    TopicRead,
)
from forum.selectors.discussion_rows import DiscussionRow, row_of
from forum.selectors.from_hosts import (
    MessageRow,
    SynthesisRow,
    latest_syntheses,
    message_rows,
)
from forum.selectors.people import OF_AUTHOR, PLACE, signature_of
from forum.selectors.topics import LastPost
from forum.selectors.unread import horizon_of
from forum.selectors.windows import Moment, moment_of
from forum.services.discussion_telling import follows
from members.bylines import Byline, byline_for

if TYPE_CHECKING:
    from common.typing import AnyUser

PROFILE = ("user__profile__member_type", "user__profile__country_of_residence")


@dataclass(frozen=True, slots=True)
class Part:
    """Somebody with a part in the discussion, as one reader may see them."""

    byline: Byline
    role: str
    role_label: str
    language: str
    introduction: str


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """A guiding question with its thread. `new` counts what this reader has not seen.

    `last`: whose answer is the newest, and when; None before there is one.
    """

    number: int
    text: str
    guidance: str
    lang: str
    url: str
    week: int
    opens: Moment | None
    is_open: bool
    is_current: bool
    answers: int
    new: int
    last: LastPost | None
    topic_pk: int | None


@dataclass(frozen=True, slots=True)
class Overview:
    """The front of a discussion for one reader."""

    row: DiscussionRow
    discussion: EDiscussion
    parts: list[Part]
    questions: list[QuestionRow]
    current: QuestionRow | None
    latest_message: MessageRow | None
    messages_count: int
    latest_synthesis: SynthesisRow | None
    has_summary: bool
    voices: str
    was_extended: bool
    first_closes: Moment | None
    general_url: str
    follows: bool
    is_host: bool
    may_summarise: bool
    may_prepare: bool
    is_closed_to_viewer: bool  # who reads its front and may not read it

    def people(self, *roles: str) -> list[Part]:
        return [one for one in self.parts if one.role in roles]

    @property
    def is_over(self) -> bool:
        """Whether nobody is asked to take part any more."""
        return self.row.state not in (
            DiscussionState.DRAFT,
            DiscussionState.ANNOUNCED,
            DiscussionState.OPEN,
        )

    @property
    def hosts(self) -> list[Part]:
        return self.people(Role.HOST)

    @property
    def cohosts(self) -> list[Part]:
        return self.people(Role.COHOST)

    @property
    def experts(self) -> list[Part]:
        return self.people(Role.EXPERT)


def discussion_overview(viewer: "AnyUser", page: Any) -> Overview:
    """The front of the discussion of `page`. Eleven queries, whatever was written in it."""
    discussion, now = page.discussion, timezone.now()
    state = discussion.state_at(now)
    roles = list(discussion.roles.select_related(*PROFILE).order_by("pk"))
    mine = {one.role for one in roles if viewer.is_authenticated and one.user_id == viewer.pk}
    seen = can_view_discussion(viewer, discussion)
    questions = question_rows(viewer, page, state, now) if seen else []
    messages = message_rows(viewer, discussion) if seen else []
    syntheses = latest_syntheses(viewer, page) if seen else []
    is_moderator = access_for(viewer).is_moderator
    is_host = is_moderator or bool(mine & set(HOSTING))
    weekly = [one for one in syntheses if one.week]
    first = discussion.first_closes_at
    return Overview(
        row=row_of(page, now=now, state=state),
        discussion=discussion,
        parts=[_part(one, viewer) for one in roles],
        questions=questions,
        current=next((one for one in reversed(questions) if one.is_open), None),
        latest_message=messages[0] if messages else None,
        messages_count=len(messages),
        latest_synthesis=weekly[0] if weekly else None,
        has_summary=any(one.week is None for one in syntheses),
        voices=voices_in_words(discussion) if seen else "",
        was_extended=bool(first and discussion.closes_at and first < discussion.closes_at),
        first_closes=moment_of(first),
        general_url=_general_url(discussion) if questions else "",
        follows=follows(viewer, discussion),
        is_host=is_host,
        may_summarise=is_moderator or bool(mine & set(SUMMARISING_ROLES)),
        may_prepare=is_host
        or bool(getattr(viewer, "is_staff", False) and can_prepare(viewer, discussion)),
        is_closed_to_viewer=bool(discussion.forum_id) and not seen,
    )


def _part(one: DiscussionRole, viewer: "AnyUser") -> Part:
    """An accepted part: with it the name is shown to everybody (decision 0221)."""
    return Part(
        byline=byline_for(one.user, viewer, PLACE, shows_name=True),
        role=one.role,
        role_label=str(Role(one.role).label),
        language=one.language,
        introduction=one.introduction,
    )


def _general_url(discussion: Any) -> str:
    """The thread for what fits no question. One query."""
    general = discussion.general_topic
    return topic_url(general.pk, general.slug) if general else ""


def voices_in_words(discussion: EDiscussion) -> str:
    """`64 voices from 29 countries`, of the last count; "" before there is one."""
    figures = discussion.statistics_frozen
    if not figures.get("contributions"):
        return ""
    voices = figures["contributors"]
    if voices is None:
        return _("Fewer than five voices")
    words = ngettext("%(number)d voice", "%(number)d voices", voices) % {"number": voices}
    countries = figures["countries"]
    if not countries:
        return words
    from_where = ngettext(
        "%(voices)s from %(number)d country", "%(voices)s from %(number)d countries", countries
    )
    return from_where % {"voices": words, "number": countries}


def question_rows(viewer: "AnyUser", page: Any, state: str, now: datetime) -> list[QuestionRow]:
    """The questions in their order, in the language of `page`. Four queries, two for guests."""
    voices = (f"topic__last_post__contribution__{path}" for path in OF_AUTHOR)
    rows_of = page.discussion.questions.select_related("topic", *voices)
    questions = list(rows_of.order_by("number"))
    texts = {one.question_id: one for one in page.question_texts.all()}
    new = _new_posts(viewer, [one.topic for one in questions if one.topic is not None])
    lang, url, week = foreign_language(page), reading_url(page), page.discussion.week_at(now)
    rows = []
    for one in questions:
        text = texts.get(one.pk)
        topic: Any = one.topic
        is_open = state == DiscussionState.OPEN and bool(one.opens_at and one.opens_at <= now)
        rows.append(
            QuestionRow(
                number=one.number,
                text=text.text if text else (topic.subject if topic else ""),
                guidance=text.guidance if text else "",
                lang=lang,
                url=f"{url}q/{one.number}/",
                week=one.week,
                opens=moment_of(one.opens_at),
                is_open=is_open,
                is_current=is_open and one.week == week,
                answers=max(topic.posts_count - 1, 0) if topic else 0,
                new=new.get(topic.pk, 0) if topic else 0,
                last=_newest_voice(topic, viewer) if topic else None,
                topic_pk=topic.pk if topic else None,
            )
        )
    return rows


def _newest_voice(topic: Any, viewer: "AnyUser") -> LastPost | None:
    """Of the answers: the words a host opens a question with are none."""
    if topic.posts_count < 2 or topic.last_post is None:
        return None
    return LastPost(signature_of(topic.last_post.contribution, viewer), topic.last_post.created)


def _new_posts(viewer: "AnyUser", topics: Iterable[Any]) -> dict[int, int]:
    """{topic: published posts after this member's mark}. Two queries, none for guests."""
    pks = [one.pk for one in topics]
    if not pks or not (viewer.is_authenticated and viewer.is_active):
        return {}
    member: Any = viewer
    marks = dict(
        TopicRead.objects.filter(user=member.pk, topic__in=pks).values_list(
            "topic", "last_post_created"
        )
    )
    horizon = horizon_of(member)
    later = Q()
    for pk in pks:
        later |= Q(topic=pk, created__gt=max(marks.get(pk, horizon), horizon))
    # The words a host opens a question with are no answer that is new.
    answers = Post.objects.filter(later, approved=True, contribution__kind=PostKind.CONTRIBUTION)
    new = answers.exclude(poster=member.pk).order_by()
    return dict(new.values("topic").annotate(number=Count("pk")).values_list("topic", "number"))


def silent_experts(discussion: EDiscussion) -> list[DiscussionRole]:
    """Invited experts who have written nothing yet: for hosts. One query."""
    wrote = discussion.contributions.filter(author__isnull=False).values("author")
    rows = discussion.roles.filter(role=Role.EXPERT).exclude(user__in=wrote)
    return list(rows.select_related(*PROFILE).order_by("pk"))


def question_of(discussion: EDiscussion, number: int) -> GuidingQuestion | None:
    """Question `number` with its thread. One query."""
    return discussion.questions.select_related("topic").filter(number=number).first()
