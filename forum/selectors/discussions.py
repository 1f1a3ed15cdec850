"""E-discussions ready to print, in queries that neither answers nor members multiply."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, available_timezones

from django.db.models import Count, Q, Window
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.languages import foreign_language, reading_language, reading_url
from common.templatetags.m4d import language_name, long_date
from forum.access import access_for
from forum.addresses import post_url
from forum.discussion_permissions import can_prepare, can_view_discussion
from forum.engine import Post
from forum.models import (
    HOSTING,
    OVER,
    SUMMARISING_ROLES,
    DiscussionRole,
    DiscussionState,
    EDiscussion,
    EDiscussionPage,
    GuidingQuestion,
    HostMessage,
    MessageState,
    Role,
    Synthesis,
    SynthesisState,
    TopicRead,
    text_in,
)
from forum.selectors.people import OF_AUTHOR, PLACE, signature_of
from forum.selectors.unread import horizon_of
from forum.services.discussion_telling import follows
from members.bylines import Byline, byline_for

if TYPE_CHECKING:
    from common.typing import AnyUser

PROFILE = ("user__profile__member_type", "user__profile__country_of_residence")
AUTHOR = ("author__profile__member_type", "author__profile__country_of_residence")
LOOKS = {
    DiscussionState.DRAFT: "held",
    DiscussionState.ANNOUNCED: "due",
    DiscussionState.OPEN: "open",
    DiscussionState.SUMMARISING: "held",
    DiscussionState.CANCELLED: "wrong",
}


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment in UTC and, for a member with a zone, in theirs."""

    at: datetime
    day: str
    utc: str
    yours: str = ""


@dataclass(frozen=True, slots=True)
class DiscussionRow:
    """A discussion in a list. `look` is the code for components/status.html."""

    page: Any
    url: str
    title: str
    summary: str
    lang: str
    state: str
    look: str
    words: str
    opens: Moment | None
    closes: Moment | None
    languages: list[str]


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
    """A guiding question with its thread. `new` counts what this reader has not seen."""

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
    topic_pk: int | None


@dataclass(frozen=True, slots=True)
class MessageRow:
    """A published message in the reader's language, or as it was written."""

    pk: int
    kind: str
    kind_label: str
    subject: str
    html: SafeString
    text: str
    lang: str
    author: Byline
    at: datetime
    of: int  # how many there are in all


@dataclass(frozen=True, slots=True)
class ExcerptRow:
    """Words of a contribution; without them where the contribution is no longer to be seen."""

    quote: str
    lang: str
    author: str
    url: str


@dataclass(frozen=True, slots=True)
class SynthesisRow:
    """A synthesis in the reader's language, or as it was written."""

    pk: int
    week: int | None
    version: int
    state: str
    title: str
    html: SafeString
    text: str
    lang: str
    author: Byline
    method_note: str
    at: datetime | None
    comments_until: datetime | None
    comments_open: bool
    comments_pk: int | None
    url: str
    excerpts: list[ExcerptRow] = field(default_factory=list)
    translated: bool = False


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
    general_pk: int | None
    follows: bool
    is_host: bool
    may_summarise: bool
    may_prepare: bool

    def people(self, *roles: str) -> list[Part]:
        return [one for one in self.parts if one.role in roles]

    @property
    def hosts(self) -> list[Part]:
        return self.people(Role.HOST)

    @property
    def cohosts(self) -> list[Part]:
        return self.people(Role.COHOST)

    @property
    def experts(self) -> list[Part]:
        return self.people(Role.EXPERT)


# --- Words ------------------------------------------------------------------------------------
def moment_of(at: datetime | None, viewer: "AnyUser") -> Moment | None:
    """A moment in words: the day, the hour in UTC, and in the zone a member has chosen."""
    if at is None:
        return None
    name = getattr(viewer, "timezone", "UTC")
    yours = ""
    if name != "UTC" and name in available_timezones():
        local = at.astimezone(ZoneInfo(name))
        day = f"{long_date(local)}, " if local.date() != at.date() else ""
        yours = f"{day}{local:%H:%M}"
    return Moment(at, long_date(at), f"{at:%H:%M}", yours)


def state_words(discussion: EDiscussion, state: str, now: datetime) -> str:
    """`Open e-discussion · closes in 9 days`, `Announced · opens on 2 November 2026`."""
    label = str(DiscussionState(state).label)
    if state == DiscussionState.OPEN and discussion.closes_at:
        days = (discussion.closes_at - now).days
        if days < 1:
            return _("Open e-discussion · closes within a day")
        words = ngettext(
            "Open e-discussion · closes in %(number)d day",
            "Open e-discussion · closes in %(number)d days",
            days,
        )
        return words % {"number": days}
    if state == DiscussionState.ANNOUNCED and discussion.opens_at:
        day = date_format(discussion.opens_at, "DATE_FORMAT")
        return _("Announced · opens on %(day)s") % {"day": day}
    return label


def row_of(page: Any, viewer: "AnyUser", *, now: datetime, state: str = "") -> DiscussionRow:
    """A page with its discussion selected, as a row. Asks nothing where `state` is given."""
    discussion = page.discussion or EDiscussion()
    state = state or discussion.state_at(now)
    language = page.locale.language_code
    return DiscussionRow(
        page=page,
        url=reading_url(page),
        title=page.title,
        summary=page.summary,
        lang=foreign_language(page),
        state=state,
        look=LOOKS.get(DiscussionState(state), "closed"),
        words=state_words(discussion, state, now),
        opens=moment_of(discussion.opens_at, viewer),
        closes=moment_of(discussion.closes_at, viewer),
        languages=[language_name(code) for code in discussion.languages or [language]],
    )


# --- Lists ------------------------------------------------------------------------------------
def discussion_rows(viewer: "AnyUser", locale: Any) -> dict[str, list[DiscussionRow]]:
    """All discussions whose pages `viewer` may see: open, announced, past. Three queries."""
    pages = EDiscussionPage.objects.visible_to(viewer).in_language(locale)
    pages = pages.select_related("discussion", "locale").exclude(discussion=None)
    now = timezone.now()
    welcomed = set(
        HostMessage.objects.filter(kind="welcome", state=MessageState.PUBLISHED).values_list(
            "discussion", flat=True
        )
    )
    rows: dict[str, list[DiscussionRow]] = {"open": [], "coming": [], "past": []}
    for page in pages.order_by("-discussion__opens_at", "-pk"):
        state = _state_of(page.discussion, now, welcomed)
        row = row_of(page, viewer, now=now, state=state)
        if state == DiscussionState.OPEN:
            rows["open"].append(row)
        elif state == DiscussionState.ANNOUNCED:
            rows["coming"].insert(0, row)
        elif state in OVER:
            rows["past"].append(row)
    return rows


def _state_of(discussion: EDiscussion, now: datetime, welcomed: set[int]) -> str:
    """As `state_at`, where who is welcomed has been read for all."""
    if discussion.state == DiscussionState.ANNOUNCED and discussion.pk not in welcomed:
        return discussion.state
    return discussion.state_at(now) if discussion.state != DiscussionState.DRAFT else "draft"


# --- One discussion ---------------------------------------------------------------------------
def discussion_overview(viewer: "AnyUser", page: Any) -> Overview:
    """The front of the discussion of `page`. Eleven queries, whatever was written in it."""
    discussion, now = page.discussion, timezone.now()
    state = discussion.state_at(now)
    roles = list(discussion.roles.select_related(*PROFILE).order_by("pk"))
    mine = {one.role for one in roles if viewer.is_authenticated and one.user_id == viewer.pk}
    seen = can_view_discussion(viewer, discussion)
    questions = question_rows(viewer, page, state, now) if seen else []
    messages = message_rows(viewer, discussion, limit=1) if seen else []
    syntheses = latest_syntheses(viewer, page) if seen else []
    is_moderator = access_for(viewer).is_moderator
    is_host = is_moderator or bool(mine & set(HOSTING))
    weekly = [one for one in syntheses if one.week]
    first = discussion.first_closes_at
    return Overview(
        row=row_of(page, viewer, now=now, state=state),
        discussion=discussion,
        parts=[_part(one, viewer) for one in roles],
        questions=questions,
        current=next((one for one in reversed(questions) if one.is_open), None),
        latest_message=messages[0] if messages else None,
        messages_count=messages[0].of if messages else 0,
        latest_synthesis=weekly[0] if weekly else None,
        has_summary=any(one.week is None for one in syntheses),
        voices=voices_in_words(discussion),
        was_extended=bool(first and discussion.closes_at and first < discussion.closes_at),
        first_closes=moment_of(first, viewer),
        general_pk=discussion.general_topic_id,
        follows=follows(viewer, discussion),
        is_host=is_host,
        may_summarise=is_moderator or bool(mine & set(SUMMARISING_ROLES)),
        may_prepare=is_host
        or bool(getattr(viewer, "is_staff", False) and can_prepare(viewer, discussion)),
    )


def _part(one: DiscussionRole, viewer: "AnyUser") -> Part:
    return Part(
        byline=byline_for(one.user, viewer, PLACE),
        role=one.role,
        role_label=str(Role(one.role).label),
        language=one.language,
        introduction=one.introduction,
    )


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
    questions = list(page.discussion.questions.select_related("topic").order_by("number"))
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
                opens=moment_of(one.opens_at, viewer),
                is_open=is_open,
                is_current=is_open and one.week == week,
                answers=max(topic.posts_count - 1, 0) if topic else 0,
                new=new.get(topic.pk, 0) if topic else 0,
                topic_pk=topic.pk if topic else None,
            )
        )
    return rows


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
    new = Post.objects.filter(later, approved=True).exclude(poster=member.pk).order_by()
    return dict(new.values("topic").annotate(number=Count("pk")).values_list("topic", "number"))


# --- Messages and syntheses -------------------------------------------------------------------
def _shown_messages(discussion: EDiscussion) -> Any:
    return HostMessage.objects.filter(discussion=discussion, state=MessageState.PUBLISHED)


def message_rows(
    viewer: "AnyUser", discussion: EDiscussion, limit: int | None = None
) -> list[MessageRow]:
    """What the hosts said, newest first. Two queries. The caller has checked who reads it."""
    found = _shown_messages(discussion).select_related(*AUTHOR).prefetch_related("texts")
    rows = found.annotate(of=Window(Count("pk"))).order_by("-published_at", "-pk")
    return [_message_row(one, viewer) for one in (rows[:limit] if limit else rows)]


def _message_row(one: HostMessage, viewer: "AnyUser") -> MessageRow:
    text = text_in(one.texts.all(), reading_language())
    return MessageRow(
        pk=one.pk,
        kind=one.kind,
        kind_label=str(one.get_kind_display()),
        subject=text.subject,
        html=mark_safe(text.rendered),  # noqa: S308 - made by forum.rendering
        text=text.body,
        lang=text.language,
        author=byline_for(one.author, viewer, PLACE),
        at=one.published_at or one.created,
        of=getattr(one, "of", 1),
    )


def latest_syntheses(viewer: "AnyUser", page: Any) -> list[SynthesisRow]:
    """Published ones, the newest week first, the account of the whole last. Two queries."""
    rows = Synthesis.objects.filter(discussion=page.discussion_id, state=SynthesisState.PUBLISHED)
    found = rows.select_related(*AUTHOR).prefetch_related("texts")
    return [
        _synthesis_row(one, viewer, page)
        for one in sorted(found, key=lambda one: (one.week is None, -(one.week or 0)))
    ]


def synthesis_page(
    viewer: "AnyUser", page: Any, week: int | None
) -> tuple[SynthesisRow, list[SynthesisRow]] | None:
    """The published account of `week` with its excerpts, and the versions before it.

    None where there is none. Six queries at most.
    """
    kept = [SynthesisState.PUBLISHED, SynthesisState.SUPERSEDED]
    rows = Synthesis.objects.filter(discussion=page.discussion_id, week=week, state__in=kept)
    found = rows.select_related(*AUTHOR).prefetch_related("texts")
    versions = list(found.order_by("-version"))
    if not versions or versions[0].state != SynthesisState.PUBLISHED:
        return None
    row = _synthesis_row(versions[0], viewer, page, excerpts_of(viewer, versions[0]))
    return row, [_synthesis_row(one, viewer, page) for one in versions[1:]]


def excerpts_of(viewer: "AnyUser", synthesis: Synthesis) -> list[ExcerptRow]:
    """Its quotes, each with its author as `viewer` may see them. Two queries."""
    people = (f"post__contribution__{path}" for path in OF_AUTHOR)
    excerpts = list(synthesis.excerpts.select_related(*people).order_by("position"))
    seen = set(
        Post.objects.visible_to(viewer)
        .filter(pk__in=[one.post_id for one in excerpts], approved=True)
        .values_list("pk", flat=True)
    )
    rows = []
    for one in excerpts:
        contribution = one.post.contribution
        if one.post_id in seen:
            name = signature_of(contribution, viewer).name
            rows.append(ExcerptRow(one.quote, contribution.language, name, post_url(one.post_id)))
        else:
            rows.append(ExcerptRow("", "", "", ""))
    return rows


def _synthesis_row(
    one: Synthesis, viewer: "AnyUser", page: Any, excerpts: list[ExcerptRow] | None = None
) -> SynthesisRow:
    text = text_in(one.texts.all(), reading_language())
    until = one.comments_until
    below = f"synthesis/{one.week}/" if one.week else "summary/"
    return SynthesisRow(
        pk=one.pk,
        week=one.week,
        version=one.version,
        state=one.state,
        title=text.title if text else "",
        html=mark_safe(text.rendered if text else ""),  # noqa: S308 - made by forum.rendering
        text=text.body if text else "",
        lang=text.language if text else "",
        author=byline_for(one.author, viewer, PLACE),
        method_note=one.method_note,
        at=one.published_at,
        comments_until=until,
        comments_open=until is not None and timezone.now() < until,
        comments_pk=one.comments_topic_id,
        url=f"{reading_url(page)}{below}",
        excerpts=excerpts or [],
        translated=bool(text and not text.is_original),
    )


def silent_experts(discussion: EDiscussion) -> list[DiscussionRole]:
    """Invited experts who have written nothing yet: for hosts. One query."""
    wrote = discussion.contributions.filter(author__isnull=False).values("author")
    rows = discussion.roles.filter(role=Role.EXPERT).exclude(user__in=wrote)
    return list(rows.select_related(*PROFILE).order_by("pk"))


def drafts_of_hosts(discussion: EDiscussion) -> tuple[list[HostMessage], list[Synthesis]]:
    """What is written and not published: for hosts. Four queries."""
    messages = discussion.messages.filter(state=MessageState.DRAFT).prefetch_related("texts")
    syntheses = discussion.syntheses.filter(state=SynthesisState.DRAFT).prefetch_related("texts")
    return list(messages.order_by("pk")), list(syntheses.order_by("pk"))


def question_of(discussion: EDiscussion, number: int) -> GuidingQuestion | None:
    """Question `number` with its thread. One query."""
    return discussion.questions.select_related("topic").filter(number=number).first()
