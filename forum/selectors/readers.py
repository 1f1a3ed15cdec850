"""Who has read an e-discussion: for its hosts alone (forum.md §5, §6)."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Count, Max

from common.paging import ListPage
from forum.models import HOSTING, Contribution, EDiscussion, PostKind, PostState, TopicRead
from forum.selectors.people import PLACE
from forum.selectors.topics import paged
from members.bylines import Byline, byline_for
from members.models import User

if TYPE_CHECKING:
    from common.typing import AnyUser

SHOWN = ("profile__member_type", "profile__country_of_residence")


@dataclass(frozen=True, slots=True)
class ReaderRow:
    """A member who opened threads of a discussion: how many, and when last.

    `hosts`: what they write is no contribution, so that nobody waits for one.
    """

    byline: Byline
    last_read: datetime
    threads: int
    has_written: bool
    hosts: bool


def readers(
    discussion: EDiscussion, viewer: "AnyUser", *, page: int | str = 1
) -> tuple[ListPage, list[ReaderRow]]:
    """Members who read along, whoever read last first, twenty a page; as `viewer` may see them.

    Five queries. The caller has checked that `viewer` hosts it. Raises InvalidPage.
    """
    marks = TopicRead.objects.filter(topic__forum=discussion.forum_id).order_by().values("user")
    found = marks.annotate(last=Max("read_at"), threads=Count("topic"))
    listed = paged(found.order_by("-last", "user"), page)
    rows = list(listed)
    pks = [row["user"] for row in rows]
    people = User.objects.select_related(*SHOWN).in_bulk(pks)
    written = Contribution.objects.filter(
        discussion=discussion,
        kind=PostKind.CONTRIBUTION,
        state=PostState.PUBLISHED,
        author__in=pks,
    )
    authors = set(written.values_list("author", flat=True))
    steering = discussion.roles.filter(role__in=HOSTING, user__in=pks)
    hosts = set(steering.values_list("user", flat=True))
    return listed, [
        ReaderRow(
            byline=byline_for(people[row["user"]], viewer, PLACE),
            last_read=row["last"],
            threads=row["threads"],
            has_written=row["user"] in authors,
            hosts=row["user"] in hosts,
        )
        for row in rows
        if row["user"] in people
    ]
