"""What waits for a moderator: one queue, the oldest first."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.safestring import SafeString

from common.paging import ListPage
from forum.access import access_for
from forum.addresses import post_url
from forum.engine import Post
from forum.models import Contribution, HeldBecause, PostState, Report, ReportState
from forum.rendering import with_names
from forum.selectors.people import OF_AUTHOR, Signature, countries_of, signature_of
from forum.selectors.topics import ForumLink, links_to, paged
from members.bylines import byline_for

if TYPE_CHECKING:
    from members.models import User

PENDING, REPORTED = "pending", "reported"


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One member's complaint. `reporter` is a name as the moderator may see it."""

    pk: int
    reason: str
    note: str
    reporter: str
    at: datetime
    is_own: bool


@dataclass(frozen=True, slots=True)
class QueueItem:
    """A post that waits, or that somebody reported. `since`: how long it has waited.

    `can_decide`: nobody decides on their own post or report.
    """

    kind: str
    pk: int
    url: str
    topic: str
    forum: str
    signature: Signature
    html: SafeString
    lang: str
    held_note: str
    since: datetime
    reports: list[ReportRow]
    can_decide: bool


def moderation_queue(
    moderator: "User", *, page: int | str = 1, language: str = "en"
) -> tuple[ListPage, list[QueueItem]]:
    """What waits for `moderator`, the oldest first: pending posts, and open reports.

    Hosts see what is pending in their forums; reports are for moderators of the site. Eight
    queries. Raises InvalidPage.
    """
    rights = access_for(moderator)
    pending = Contribution.objects.filter(
        state=PostState.PENDING, post__topic__forum__in=rights.moderated
    )
    since = dict(pending.values_list("post", "post__created"))
    if rights.is_moderator:
        reports = Report.objects.filter(state=ReportState.OPEN).order_by("-created", "-pk")
        first = dict(reports.values_list("post", "created"))  # the last of each is the oldest
        since = first | since
    waiting = sorted(since, key=lambda pk: (since[pk], pk))
    listed = paged(waiting, page)
    found = _posts(Post.objects.filter(pk__in=list(listed))).in_bulk()
    posts = [found[pk] for pk in listed if pk in found]
    told = _open_reports(list(listed)) if rights.is_moderator else {}
    countries = countries_of(post.contribution for post in posts)
    rooms = links_to([post.topic.forum for post in posts], language)
    return listed, [
        _item(post, moderator, told.get(post.pk, []), countries, rooms) for post in posts
    ]


def _posts(rows: Any) -> Any:
    authors = (f"contribution__{path}" for path in OF_AUTHOR)
    return rows.select_related("topic__forum", *authors)


def _open_reports(posts: list[int]) -> dict[int, list[Report]]:
    found: dict[int, list[Report]] = defaultdict(list)
    rows = Report.objects.filter(state=ReportState.OPEN, post__in=posts)
    for report in rows.select_related("reporter__profile").order_by("created", "pk"):
        found[report.post_id].append(report)
    return found


def _item(
    post: Any,
    moderator: "User",
    reports: Iterable[Report],
    countries: dict[str, str],
    rooms: dict[int, ForumLink],
) -> QueueItem:
    one = post.contribution
    rows = [
        ReportRow(
            pk=report.pk,
            reason=str(report.get_reason_display()),
            note=report.note,
            reporter=byline_for(report.reporter, moderator, "forum").name,
            at=report.created,
            is_own=report.reporter_id == moderator.pk,
        )
        for report in reports
    ]
    is_own = moderator.pk in (one.author_id, one.entered_by_id)
    return QueueItem(
        kind=PENDING if one.state == PostState.PENDING else REPORTED,
        pk=post.pk,
        url=post_url(post.pk),
        topic=post.topic.subject,
        forum=rooms[post.topic.forum_id].name,
        signature=signature_of(one, moderator, countries),
        html=with_names(post.content.rendered, {}),
        lang=one.language,
        held_note=str(HeldBecause(one.held_because).label) if one.held_because else "",
        since=rows[0].at if rows and one.state != PostState.PENDING else post.created,
        reports=rows,
        can_decide=not is_own and not any(row.is_own for row in rows),
    )
