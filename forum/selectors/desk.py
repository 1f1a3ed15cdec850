"""What moderators look up: a post's record, members by handle, who is silenced, the log."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from common.paging import ListPage
from forum.addresses import forum_url, post_url, topic_url
from forum.models import (
    Act,
    Contribution,
    ForumStanding,
    ModerationLog,
    PostState,
    PreModeration,
    Preset,
    ReportState,
    Role,
    Sanction,
)
from forum.selectors.topics import paged
from members.bylines import byline_for
from members.models import User, UserState

if TYPE_CHECKING:
    from common.typing import AnyUser


# Codes in `before` and `after` that the log prints in words.
CODES: dict[str, tuple[str, Any]] = {
    Act.DECIDED: ("outcome", ReportState),
    Act.PRESET_APPLIED: ("preset", Preset),
    Act.PRE_MODERATED: ("pre_moderation", PreModeration),
    Act.ROLE_GIVEN: ("role", Role),
    Act.ROLE_TAKEN: ("role", Role),
}


@dataclass(frozen=True, slots=True)
class Record:
    """An author's history in a line: how much was published, how much was taken down."""

    published: int
    taken_down: int
    sanctions: int


@dataclass(frozen=True, slots=True)
class Person:
    """A member a moderator deals with."""

    user: Any
    name: str
    handle: str
    is_vouched: bool


@dataclass(frozen=True, slots=True)
class SanctionRow:
    """What holds for a member now."""

    pk: int
    name: str
    handle: str
    kind: str
    reason: str
    statement: str
    since: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True)
class ActRow:
    """One entry of the log."""

    what: str
    who: str
    about: str
    url: str
    reason: str
    statement: str
    private_note: str
    at: datetime


def record_of(post: Any) -> Record | None:
    """The record of a post's author; None for one without an account. Three queries."""
    author = post.contribution.author_id
    if author is None:
        return None
    mine = Contribution.objects.filter(author=author)
    down = (PostState.HIDDEN, PostState.REJECTED)
    return Record(
        published=mine.filter(state=PostState.PUBLISHED).count(),
        taken_down=mine.filter(state__in=down).count(),
        sanctions=Sanction.objects.filter(user=author).count(),
    )


def member_by_handle(handle: str) -> Person | None:
    """The member of exactly this handle; None where nobody has it. Two queries."""
    rows = User.objects.filter(handle=handle.lower(), state=UserState.ACTIVE)
    user = rows.select_related("profile").first()
    if user is None:
        return None
    standing = ForumStanding.objects.filter(user=user, vouched_at__isnull=False)
    return Person(user, byline_for(user, user, "forum").name, user.handle, standing.exists())


def sanctioned(moderator: "AnyUser", *, page: int | str = 1) -> tuple[ListPage, list[SanctionRow]]:
    """Whom a sanction holds for now, the newest first. Two queries. Raises InvalidPage."""
    rows = Sanction.objects.active().select_related("user__profile").order_by("-created", "-pk")
    listed = paged(rows, page)
    return listed, [
        SanctionRow(
            pk=one.pk,
            name=byline_for(one.user, moderator, "forum").name,
            handle=one.user.handle,
            kind=str(one.get_kind_display()),
            reason=one.reason,
            statement=one.statement,
            since=one.starts_at,
            until=one.ends_at,
        )
        for one in listed
    ]


def recorded_acts(moderator: "AnyUser", *, page: int | str = 1) -> tuple[ListPage, list[ActRow]]:
    """A page of the log. Two queries. Raises InvalidPage."""
    rows = ModerationLog.objects.visible_to(moderator).select_related(
        "actor__profile", "user__profile", "topic", "post__topic", "forum"
    )
    listed = paged(rows.order_by("-created", "-pk"), page)
    return listed, [_act_row(one, moderator) for one in listed]


def _reason_of(one: ModerationLog) -> str:
    """A reason somebody gave, or in words what was found, given or changed."""
    known = CODES.get(one.action)
    if known is None:
        return one.reason
    name, codes = known
    words = (codes(row[name]).label for row in (one.before, one.after) if row.get(name) in codes)
    return " → ".join(str(word) for word in words) or one.reason


def _act_row(one: ModerationLog, moderator: "AnyUser") -> ActRow:
    who = byline_for(one.actor, moderator, "forum").name if one.actor else ""
    about, url = one.target_label, ""
    if one.post is not None:
        about, url = one.post.topic.subject, post_url(one.post.pk)
    elif one.topic is not None:
        about, url = one.topic.subject, topic_url(one.topic.pk, one.topic.slug)
    elif one.user is not None:
        name = byline_for(one.user, moderator, "forum").name
        about = f"{one.target_label}: {name}" if one.discussion_id else name
    if not url and one.forum is not None and (one.discussion_id or one.user is None):
        url = forum_url(one.forum.pk, one.forum.slug)
    return ActRow(
        what=str(one.get_action_display()),
        who=who,
        about=about,
        url=url,
        reason=_reason_of(one),
        statement=one.statement,
        private_note=one.private_note,
        at=one.created,
    )
