"""Topics in lists: a forum, everything unread."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.core.paginator import InvalidPage
from django.db.models import F, Q
from django.utils import timezone

from common.paging import PAGE_SIZE, CountedPaginator, ListPage
from common.parts import part
from forum import access
from forum.access import access_for
from forum.addresses import forum_url, topic_url
from forum.engine import Forum, Topic
from forum.models import Act, ForumText, Level, ModerationLog, Sanction, Subscription
from forum.permissions import can_start_topic
from forum.presets import PRESETS
from forum.selectors.asked import asked, language_of, subject_of
from forum.selectors.people import Signature, signatures_of
from forum.selectors.unread import is_muted, is_unread, with_unread

if TYPE_CHECKING:
    from common.typing import AnyUser
    from members.models import User

POINTER_FOR = timedelta(days=30)  # how long a forum says where a topic went
SORTS = {
    "latest": ("-type", F("last_post_on").desc(nulls_first=True), "-pk"),
    "newest": ("-type", "-created", "-pk"),
    "answers": ("-type", "-posts_count", "-pk"),
}


@dataclass(frozen=True, slots=True)
class TopicFilters:
    """What a list of topics is narrowed to: codes, and an order of SORTS."""

    sort: str = "latest"
    theme: str = ""
    country: str = ""
    language: str = ""
    unanswered: bool = False


@dataclass(frozen=True, slots=True)
class LastPost:
    """Who wrote last in a topic or forum, and when."""

    signature: Signature
    at: datetime


@dataclass(frozen=True, slots=True)
class TopicRow:
    """One line of a list of topics. `answers` leaves the first post out."""

    pk: int
    subject: str
    subject_lang: str
    url: str
    language: str
    started_by: Signature | None
    started_at: datetime
    last: LastPost | None
    answers: int
    is_unread: bool
    is_pinned: bool
    is_announcement: bool
    is_locked: bool
    is_waiting: bool
    is_over: bool
    forum_name: str = ""
    forum_url: str = ""
    themes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ForumLink:
    """A forum as others name it."""

    pk: int
    name: str
    url: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class MovedTopic:
    """A topic that was moved out of a forum within the last 30 days, and that the reader sees."""

    subject: str
    url: str
    to: ForumLink


@dataclass(frozen=True, slots=True)
class ForumPage:
    """A forum with a page of its topics."""

    pk: int
    name: str
    description: str
    url: str
    crumbs: list[ForumLink]
    page: ListPage
    topics: list[TopicRow]
    filters: TopicFilters
    is_shelf: bool
    can_start: bool
    is_silenced: bool  # who may start topics, only not now
    members_start: bool  # whoever signs in may
    can_moderate: bool
    level: str  # how the reader follows it; "" without a choice
    moved_away: list[MovedTopic] = field(default_factory=list)


def names_of_forums(pks: Iterable[int], language: str) -> dict[int, tuple[str, str]]:
    """{forum: (name, description)} in `language` where somebody wrote them. One query."""
    texts = ForumText.objects.filter(forum__in=set(pks), language=language)
    return {one.forum_id: (one.name, one.description) for one in texts}


def links_to(forums: Iterable[Any], language: str) -> dict[int, ForumLink]:
    """{forum: link} with their names in `language`. One query."""
    known = {one.pk: one for one in forums}
    names = names_of_forums(known, language)
    links = {}
    for pk, one in known.items():
        name, description = names.get(pk) or (one.name, _plain(one))
        links[pk] = ForumLink(pk, name, forum_url(pk, one.slug), description)
    return links


def line_to(forum: Any, language: str) -> list[ForumLink]:
    """The shelves above `forum` and itself, in order; whoever reads it reads those too (S16).

    Kept, for it is on every page of a room and hardly ever changes. At most two queries.
    """

    def find() -> list[ForumLink]:
        line = forum.get_ancestors(include_self=True) if forum.level else [forum]
        return list(links_to(line, language).values())

    return part("forum:line", forum.pk, language, viewer=None, make=find)


def forum_page(
    user: "AnyUser",
    pk: int,
    *,
    filters: TopicFilters | None = None,
    page: int | str = 1,
    language: str = "en",
) -> ForumPage:
    """The forum `pk` with twenty of its topics, pinned ones first. Thirteen queries at most.

    Raises Forum.DoesNotExist for what `user` may not read, InvalidPage (common.paging answers 404
    for it) for a page that is not there.
    """
    forum = Forum.objects.visible_to(user).select_related("info").get(pk=pk)
    chosen = filters or TopicFilters()
    line = line_to(forum, language)
    found = filtered(Topic.objects.visible_to(user).filter(forum=forum), chosen)
    listed = paged(with_unread(_with_terms(found), user), page)
    rights = access_for(user)
    may_start = can_start_topic(user, forum)
    is_silenced = may_start and Sanction.objects.silencing(user.pk or 0, forum.pk).exists()
    return ForumPage(
        pk=forum.pk,
        name=line[-1].name,
        description=line[-1].description,
        url=line[-1].url,
        crumbs=line,
        page=listed,
        topics=topic_rows(listed, user),
        filters=chosen,
        is_shelf=forum.is_category,
        can_start=may_start and not is_silenced,
        is_silenced=is_silenced,
        members_start=forum.is_forum and access.START in _rights_of_members(forum),
        can_moderate=forum.pk in rights.moderated,
        level=_level(user, forum=forum.pk),
        moved_away=_moved_away(user, forum.pk, language),
    )


def unread_topics(
    member: "User", *, page: int | str = 1, language: str = "en"
) -> tuple[ListPage, list[TopicRow]]:
    """Topics with something new, newest first, without those the member muted. Seven queries.

    Raises InvalidPage.
    """
    unread = Topic.objects.visible_to(member).filter(is_unread(member), approved=True)
    found = _with_terms(unread.exclude(is_muted(member))).select_related("forum")
    listed = paged(with_unread(found, member).order_by("-last_post_on", "-pk"), page)
    rooms = links_to({one.forum_id: one.forum for one in listed}.values(), language)
    return listed, topic_rows(listed, member, rooms=rooms)


def unread_count(member: "User") -> int:
    """How many topics have something new: for the mark beside the menu. Three queries."""
    unread = Topic.objects.visible_to(member).filter(is_unread(member), approved=True)
    return unread.exclude(is_muted(member)).count()


def paged(rows: Any, page: int | str, size: int = PAGE_SIZE) -> ListPage:
    """One page; "last" is the last. Raises InvalidPage, also for `01`: a page has one address."""
    if isinstance(page, str) and page != "last" and not re.fullmatch("[1-9][0-9]{0,9}", page):
        raise InvalidPage(page)
    paginator = CountedPaginator(rows, size)
    found: Any = paginator.page(paginator.num_pages if page == "last" else page)
    return found


def _with_terms(topics: Any) -> Any:
    """Topics with what a row shows, people apart."""
    rows = topics.select_related("info").annotate(asked=asked())
    return rows.prefetch_related("info__themes")


def filtered(topics: Any, chosen: TopicFilters) -> Any:
    """Topics that match, in the order asked for; an order nobody knows is the latest first."""
    conditions = Q()
    if chosen.theme:
        conditions &= Q(info__themes__code=chosen.theme)
    if chosen.country:
        conditions &= Q(info__countries__code=chosen.country)
    if chosen.language:
        conditions &= Q(info__language=chosen.language)
    if chosen.unanswered:
        conditions &= Q(posts_count__lte=1)
    return topics.filter(conditions).order_by(*SORTS.get(chosen.sort, SORTS["latest"]))


def topic_rows(
    topics: Iterable[Any], viewer: "AnyUser", *, rooms: Mapping[int, ForumLink] | None = None
) -> list[TopicRow]:
    """Lines, of topics read by `_with_terms` and `with_unread`. One query: who signed.

    `rooms`: named where the list is of several.
    """
    found = list(topics)
    ends = (pk for one in found for pk in (one.first_post_id, one.last_post_id))
    signed = signatures_of(ends, viewer)
    return [_row(one, signed, (rooms or {}).get(one.forum_id)) for one in found]


def _row(topic: Any, signed: Mapping[int, Signature], room: ForumLink | None) -> TopicRow:
    info = getattr(topic, "info", None)
    last = signed.get(topic.last_post_id)
    return TopicRow(
        pk=topic.pk,
        subject=subject_of(topic),
        subject_lang=language_of(topic),
        url=topic_url(topic.pk, topic.slug),
        language=info.language if info else "",
        started_by=signed.get(topic.first_post_id),
        started_at=topic.created,
        last=LastPost(last, topic.last_post_on) if last else None,
        answers=max(topic.posts_count - 1, 0),
        is_unread=bool(topic.is_unread),
        is_pinned=topic.is_sticky or topic.is_announce,
        is_announcement=topic.is_announce,
        is_locked=topic.is_locked,
        is_waiting=not topic.approved,
        is_over=bool(info and info.closes_at and info.closes_at <= timezone.now()),
        forum_name=room.name if room else "",
        forum_url=room.url if room else "",
        themes=tuple(one.label for one in info.themes.all()) if info else (),
    )


def _rights_of_members(forum: Any) -> tuple[str, ...]:
    info = getattr(forum, "info", None)
    return PRESETS[info.preset].members if info else ()


def _plain(forum: Any) -> str:
    return forum.description.raw if forum.description else ""


def _level(user: "AnyUser", **target: int) -> Level | str:
    if not user.is_authenticated:
        return ""
    mine = Subscription.objects.filter(user=user.pk, **target)
    return mine.values_list("level", flat=True).first() or ""


def _moved_away(user: "AnyUser", forum_pk: int, language: str) -> list[MovedTopic]:
    """Pointers to topics that left, from the log. Three queries; only what `user` sees now."""
    since = timezone.now() - POINTER_FOR
    left = ModerationLog.objects.filter(
        action=Act.MOVED, created__gte=since, forum=forum_pk, topic__isnull=False
    )
    pks = set(left.values_list("topic", flat=True))
    if not pks:
        return []
    elsewhere = Topic.objects.visible_to(user).filter(pk__in=pks).exclude(forum=forum_pk)
    gone = list(elsewhere.select_related("forum").order_by("-last_post_on", "-pk"))
    rooms = links_to([one.forum for one in gone], language)
    return [
        MovedTopic(one.subject, topic_url(one.pk, one.slug), rooms[one.forum_id]) for one in gone
    ]
