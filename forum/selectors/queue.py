"""What waits for a moderator: one queue, the oldest first."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Case, Count, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.safestring import SafeString

from common.paging import ListPage
from forum.access import access_for
from forum.addresses import post_url
from forum.engine import Forum, Post
from forum.models import (
    Contribution,
    HeldBecause,
    PostState,
    Report,
    ReportReason,
    ReportState,
)
from forum.permissions import is_author
from forum.rendering import with_names
from forum.selectors.asked import asked, subject_of
from forum.selectors.people import OF_AUTHOR, Signature, countries_of, signature_of
from forum.selectors.topics import ForumLink, links_to, paged
from members.bylines import byline_for

if TYPE_CHECKING:
    from members.models import User

HELD, LATE, REPORTED, DANGER = "held", "late", "reported", "danger"
KINDS = (DANGER, REPORTED, HELD, LATE)
SOON = timedelta(days=3)  # what authors of held posts are told (forum.md §9)


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One member's complaint. `reporter` is a name as the moderator may see it.

    Whoever wrote the post reads the reason alone: name and note are "" (`_told`).
    """

    pk: int
    reason: str
    note: str
    reporter: str
    at: datetime
    is_own: bool


@dataclass(frozen=True, slots=True)
class QueueItem:
    """A post that waits, or that somebody reported. `since`: how long it has waited.

    `is_change`: readers knew it before. `can_decide`: nobody decides on their own post or report.
    `published`, `taken_down`: the author's posts so far; None for one without an account.
    """

    kind: str
    is_pending: bool
    is_change: bool
    pk: int
    url: str
    topic: str
    forum: str
    signature: Signature
    html: SafeString
    lang: str
    held_note: str
    since: datetime
    days: int
    is_overdue: bool
    reports: list[ReportRow]
    can_decide: bool
    published: int | None
    taken_down: int | None


@dataclass(frozen=True, slots=True)
class QueueFilters:
    """What the queue is narrowed to: one of KINDS, a room, a language, what is overdue."""

    kind: str = ""
    room: int | None = None
    language: str = ""
    overdue: bool = False


@dataclass(frozen=True, slots=True)
class Queue:
    """A page of what waits, and how much each filter would find beside the others in force.

    `rooms`: (number, name, how many). `total`, `overdue`: of everything that waits.
    """

    listed: ListPage
    items: list[QueueItem]
    kinds: dict[str, int]
    rooms: list[tuple[int, str, int]]
    languages: dict[str, int]
    overdue_here: int
    total: int
    overdue: int


@dataclass(frozen=True, slots=True)
class _Waiting:
    """What the queue knows of a post before it is read."""

    pk: int
    since: datetime
    kind: str
    is_pending: bool
    forum: int
    language: str
    is_overdue: bool

    def fits(self, chosen: QueueFilters, but: str = "") -> bool:
        """Whether it is wanted; `but` is a filter that is not asked."""
        return (
            (but == "kind" or chosen.kind in ("", self.kind))
            and (but == "room" or chosen.room in (None, self.forum))
            and (but == "language" or chosen.language in ("", self.language))
            and (but == "overdue" or not chosen.overdue or self.is_overdue)
        )


def moderation_queue(
    moderator: "User",
    *,
    page: int | str = 1,
    language: str = "en",
    filters: QueueFilters | None = None,
) -> Queue:
    """What waits for `moderator`, the oldest first: pending posts, and open reports.

    Hosts see what is pending in their forums; reports are for moderators of the site. Ten
    queries, however much waits. Raises InvalidPage.
    """
    chosen = filters or QueueFilters()
    waiting = _waiting_for(moderator)
    wanted = {one.pk: one for one in waiting if one.fits(chosen)}
    listed = paged(list(wanted), page)
    found = _posts(Post.objects.filter(pk__in=list(listed))).in_bulk()
    posts = [found[pk] for pk in listed if pk in found]
    told = _open_reports(list(listed)) if access_for(moderator).is_moderator else {}
    rooms = {one.forum for one in waiting} | {post.topic.forum_id for post in posts}
    about = _About(
        moderator=moderator,
        countries=countries_of(post.contribution for post in posts),
        rooms=links_to(Forum.objects.filter(pk__in=rooms), language),
        records=_records({post.contribution.author_id for post in posts} - {None}),
    )
    items = [_item(wanted[post.pk], post, told.get(post.pk, []), about) for post in posts]
    in_rooms = Counter(one.forum for one in waiting if one.fits(chosen, but="room"))
    names = sorted((link.name, pk) for pk, link in about.rooms.items())
    return Queue(
        listed=listed,
        items=items,
        kinds=Counter(one.kind for one in waiting if one.fits(chosen, but="kind")),
        rooms=[(pk, name, in_rooms[pk]) for name, pk in names],
        languages=Counter(one.language for one in waiting if one.fits(chosen, but="language")),
        overdue_here=sum(one.is_overdue and one.fits(chosen, but="overdue") for one in waiting),
        total=len(waiting),
        overdue=sum(one.is_overdue for one in waiting),
    )


def _waiting_for(moderator: "User") -> list[_Waiting]:
    """All of it, the oldest first. Two queries."""
    rights, late = access_for(moderator), timezone.now() - SOON
    found: dict[int, _Waiting] = {}
    if rights.is_moderator:
        reports = Report.objects.filter(state=ReportState.OPEN).order_by("created", "pk")
        for pk, since, reason, forum, lang in reports.values_list(
            "post", "created", "reason", "post__topic__forum", "post__contribution__language"
        ):
            first = found.get(pk)
            is_danger = reason == ReportReason.DANGER or (first and first.kind == DANGER)
            since = first.since if first else since
            kind = DANGER if is_danger else REPORTED
            found[pk] = _Waiting(pk, since, kind, False, forum, lang, since < late)
    pending = Contribution.objects.filter(
        state=PostState.PENDING, post__topic__forum__in=rights.moderated
    )
    # A change of what was published waits since it was made, however old the post is.
    changed = Case(When(published_at__isnull=False, then="edited_at"))
    pending = pending.annotate(since=Coalesce(changed, "post__created"))
    for pk, since, why, forum, lang in pending.values_list(
        "post", "since", "held_because", "post__topic__forum", "language"
    ):
        kind = LATE if why == HeldBecause.LATE else HELD
        kind = DANGER if pk in found and found[pk].kind == DANGER else kind
        found[pk] = _Waiting(pk, since, kind, True, forum, lang, since < late)
    return sorted(found.values(), key=lambda one: (one.since, one.pk))


@dataclass(frozen=True, slots=True)
class _About:
    """What all items of a page are described with."""

    moderator: "User"
    countries: dict[str, str]
    rooms: dict[int, ForumLink]
    records: dict[int, Counter[str]]


def _records(authors: set[int]) -> dict[int, Counter[str]]:
    """{author: how many of their posts are in each state}. One query."""
    counted: dict[int, Counter[str]] = defaultdict(Counter)
    rows = Contribution.objects.filter(author__in=authors).values_list("author", "state")
    for author, state, number in rows.order_by().annotate(number=Count("pk")):
        counted[author][state] = number
    return counted


def _posts(rows: Any) -> Any:
    authors = (f"contribution__{path}" for path in OF_AUTHOR)
    return rows.select_related("topic__forum", *authors).annotate(asked=asked("topic"))


def _open_reports(posts: list[int]) -> dict[int, list[Report]]:
    found: dict[int, list[Report]] = defaultdict(list)
    rows = Report.objects.filter(state=ReportState.OPEN, post__in=posts)
    for report in rows.select_related("reporter__profile").order_by("created", "pk"):
        found[report.post_id].append(report)
    return found


def _item(one: _Waiting, post: Any, reports: Iterable[Report], about: _About) -> QueueItem:
    moderator, written = about.moderator, post.contribution
    is_own = is_author(moderator, written)
    rows = [_told(report, moderator, is_own_post=is_own) for report in reports]
    states = about.records[written.author_id] if written.author_id else None
    return QueueItem(
        kind=one.kind,
        is_pending=one.is_pending,
        is_change=written.is_change,
        pk=post.pk,
        url=post_url(post.pk),
        topic=subject_of(post.topic, post),
        forum=about.rooms[post.topic.forum_id].name,
        signature=signature_of(written, moderator, about.countries),
        html=with_names(post.content.rendered, {}),
        lang=written.language,
        held_note=str(HeldBecause(written.held_because).label) if written.held_because else "",
        since=one.since,
        days=(timezone.now() - one.since).days,
        is_overdue=one.is_overdue,
        reports=rows,
        can_decide=not is_own and not any(row.is_own for row in rows),
        published=states[PostState.PUBLISHED] if states is not None else None,
        taken_down=_taken_down(states) if states is not None else None,
    )


def _told(report: Report, moderator: "User", *, is_own_post: bool) -> ReportRow:
    """A report as this moderator reads it: members are promised that no author hears of them."""
    return ReportRow(
        pk=report.pk,
        reason=str(report.get_reason_display()),
        note="" if is_own_post else report.note,
        reporter="" if is_own_post else byline_for(report.reporter, moderator, "forum").name,
        at=report.created,
        is_own=report.reporter_id == moderator.pk,
    )


def _taken_down(states: Counter[str]) -> int:
    return states[PostState.HIDDEN] + states[PostState.REJECTED]
