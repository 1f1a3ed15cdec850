"""What pages of other apps show of the forum: what is open, what is about a term, one's own."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery, Window
from django.utils import timezone

from forum.access import access_for
from forum.addresses import topic_url
from forum.engine import Topic
from forum.models import (
    Contribution,
    DiscussionState,
    EDiscussion,
    GuidingQuestion,
    PostState,
)
from forum.selectors.discussion_rows import DiscussionRow, row_of
from forum.selectors.discussions import voices_in_words
from forum.selectors.unread import with_unread

if TYPE_CHECKING:
    from common.typing import AnyUser
    from members.models import User

# From a row of the page table to what its discussion shares in all languages.
TALK = "ediscussionpage__discussion"
COLUMNS = ("state", "opens_at", "closes_at", "languages", "statistics_frozen", "forum")
TOPICS = 5  # of those about a term
OWN = 5


@dataclass(frozen=True, slots=True)
class OpenDiscussion:
    """The discussion to read and answer now; `question` is the newest one of `questions` in all."""

    row: DiscussionRow
    voices: str
    question: int
    questions: int


def with_discussions(pages: Any) -> Any:
    """Rows of Wagtail's page table, each with what `open_discussion` needs of its discussion."""
    asked = GuidingQuestion.objects.filter(discussion=OuterRef(TALK)).order_by("-number")
    begun = asked.filter(opens_at__lte=timezone.now())
    return pages.annotate(
        **{f"talk_{name}": F(f"{TALK}__{name}") for name in COLUMNS},
        talk_number=Subquery(begun.values("number")[:1]),
        talk_numbers=Subquery(asked.values("number")[:1]),
    )


def is_open_now() -> Q:
    """A condition on rows of the page table: a discussion that is open by the clock."""
    return Q(**{f"{TALK}__in": EDiscussion.objects.open_at(timezone.now()).values("pk")})


def open_discussion(viewer: "AnyUser", pages: Iterable[Any]) -> OpenDiscussion | None:
    """Of `pages` (by `with_discussions`), the one that is open, read and closes first.

    The rows may have been kept for others; clock and room are judged here, for this request. No
    query beside that of rights, none at all without pages.
    """
    now = timezone.now()
    for page in sorted(pages, key=lambda one: (one.talk_closes_at, one.pk)):
        is_read = page.talk_forum in access_for(viewer).readable
        if page.talk_closes_at <= now or not is_read:
            continue
        columns = {name: getattr(page, f"talk_{name}") for name in COLUMNS if name != "forum"}
        page.discussion = EDiscussion(**columns)
        return OpenDiscussion(
            row=row_of(page, now=now, state=DiscussionState.OPEN),
            voices=voices_in_words(page.discussion),
            question=page.talk_number or 0,
            questions=page.talk_numbers or 0,
        )
    return None


@dataclass(frozen=True, slots=True)
class TopicLine:
    """A topic as a page about something else names it. `answers` leaves the first post out."""

    pk: int
    subject: str
    url: str
    language: str
    answers: int
    last_at: datetime | None
    is_new: bool = False


@dataclass(frozen=True, slots=True)
class TopicsAbout:
    """The topics about a term that were answered last, and how many there are in all."""

    rows: list[TopicLine]
    count: int

    @property
    def has_more(self) -> bool:
        return self.count > len(self.rows)


def topics_about(
    viewer: "AnyUser", *, theme: int | None = None, country: int | None = None
) -> TopicsAbout:
    """Published topics about a theme or a country in rooms that `viewer` reads.

    Threads of e-discussions stand with their discussion, not here. One query beside those of
    rights.
    """
    about = Q(info__themes=theme) if theme is not None else Q(info__countries=country)
    topics = Topic.objects.visible_to(viewer).filter(
        about, approved=True, forum__discussion__isnull=True
    )
    found = topics.select_related("info").annotate(of=Window(Count("pk")))
    rows = list(found.order_by("-last_post_on", "-pk")[:TOPICS])
    return TopicsAbout([_line(one) for one in rows], rows[0].of if rows else 0)


def own_topics(member: "User") -> list[TopicLine]:
    """The topics in which `member` wrote and that they still see, answered last first.

    One query beside those of rights.
    """
    wrote = Contribution.objects.filter(
        post__topic=OuterRef("pk"), author=member.pk, state=PostState.PUBLISHED
    )
    topics = Topic.objects.visible_to(member).filter(Exists(wrote), approved=True)
    found = with_unread(topics.select_related("info"), member).order_by("-last_post_on", "-pk")
    return [_line(one, is_new=one.is_unread) for one in found[:OWN]]


def _line(topic: Any, *, is_new: bool = False) -> TopicLine:
    return TopicLine(
        pk=topic.pk,
        subject=topic.subject,
        url=topic_url(topic.pk, topic.slug),
        language=topic.info.language,
        answers=max(topic.posts_count - 1, 0),
        last_at=topic.last_post_on,
        is_new=is_new,
    )
