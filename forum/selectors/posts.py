"""A topic with a page of its posts, and where a post stands."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery, Value
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from common.paging import PAGE_SIZE, ListPage
from forum import access
from forum.access import access_for
from forum.addresses import post_url, topic_url
from forum.engine import Post, Topic
from forum.models import (
    LATE,
    Act,
    Bookmark,
    Contribution,
    HeldBecause,
    ModerationLog,
    PostKind,
    PostState,
    Reaction,
    Sanction,
    Subscription,
    TopicRead,
)
from forum.permissions import (
    can_edit_post,
    can_moderate,
    can_move,
    can_pick,
    can_reply,
    can_take_down,
    can_view_post,
    can_withdraw_post,
    is_author,
    posts_visible_in,
)
from forum.rendering import posts_quoted_in, with_names
from forum.selectors.asked import asked, language_of, subject_of
from forum.selectors.people import (
    Signature,
    contributions_of,
    countries_of,
    signature_of,
)
from forum.selectors.quotes import quoted_posts
from forum.selectors.terms import Terms, terms_of
from forum.selectors.topics import ForumLink, line_to, paged
from forum.selectors.unread import horizon_of
from forum.selectors.windows import Window, window_of
from members.selectors import blocked_by

if TYPE_CHECKING:
    from common.typing import AnyUser

EDIT_SHOWS_AFTER = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class PostRow:
    """One post as one reader sees it. `html` is safe; `lang` is the language of the text.

    `is_folded`: the reader has blocked its author, so it stands behind "show"; the other way round
    nothing shows (platform.md §15).
    `held_note` and `statement` are for its author and moderators, where it is not published.
    """

    pk: int
    url: str
    signature: Signature
    at: datetime
    edited_at: datetime | None
    lang: str
    html: SafeString
    state: str
    held_note: str
    statement: str
    is_framing: bool
    is_first: bool
    is_mine: bool
    is_folded: bool
    is_new: bool
    is_picked: bool
    answers_url: str
    answers_name: str
    useful_count: int
    is_useful: bool
    is_bookmarked: bool
    revision: int
    can_edit: bool
    can_withdraw: bool
    can_moderate: bool
    can_pick: bool
    can_act: bool  # useful, bookmark, report, quote


@dataclass(frozen=True, slots=True)
class TopicPage:
    """A topic with twenty of its posts. `reply_refused` says why there is no form; "" with one.

    `last_shown` is the post up to which the page marks the topic read; None where the reader's mark
    is there already.
    """

    pk: int
    subject: str
    subject_lang: str
    url: str
    language: str
    kind: str
    forum: ForumLink
    crumbs: list[ForumLink]
    terms: Terms
    page: ListPage
    posts: list[PostRow]
    answers: int
    is_locked: bool
    is_waiting: bool
    is_pinned: bool
    is_announcement: bool
    window: Window | None
    lock_reason: str
    can_reply: bool
    reply_refused: str
    can_moderate: bool
    can_lock: bool
    can_pin: bool
    can_move: bool
    level: str
    first_unread_url: str
    first_unread_below: str
    last_shown: Any
    topic: Any


@dataclass(frozen=True, slots=True)
class Place:
    """Where a post is: its topic, the page of it, and the whole address."""

    topic_pk: int
    page: int
    url: str


def topic_page(user: "AnyUser", pk: int, *, page: int | str = 1, language: str = "en") -> TopicPage:
    """The topic `pk` with twenty of its posts in order (created, id).

    Fifteen queries at most, whatever its size. Raises Topic.DoesNotExist for what `user` may not
    see, InvalidPage for a page that is not there; "last" is the last.
    """
    topic = _topic_for(user, pk)
    listed = paged(_posts_for(user, topic), page)
    around = _Around(user, topic, list(listed))
    rights = access_for(user)
    unread_url, unread_below = _first_unread(user, topic)
    info, forum = topic.info, topic.forum
    refused = _why_no_reply(user, topic)
    crumbs = line_to(forum, language)
    return TopicPage(
        pk=topic.pk,
        subject=subject_of(topic),
        subject_lang=language_of(topic),
        url=topic_url(topic.pk, topic.slug),
        language=info.language,
        kind=info.kind,
        forum=crumbs[-1],
        crumbs=crumbs,
        terms=terms_of(info),
        page=listed,
        posts=[around.row(post) for post in around.posts],
        answers=max(topic.posts_count - 1, 0),
        is_locked=topic.is_locked,
        is_waiting=not topic.approved,
        is_pinned=topic.is_sticky or topic.is_announce,
        is_announcement=topic.is_announce,
        window=window_of(info.opens_at, info.closes_at, timezone.now()),
        lock_reason=info.lock_reason,
        can_reply=not refused,
        reply_refused=refused,
        can_moderate=can_moderate(user, forum.pk),
        can_lock=user.is_authenticated and rights.may(access.LOCK, forum.pk),
        can_pin=user.is_authenticated and rights.may(access.PIN, forum.pk),
        can_move=can_move(user, topic, forum),
        level=topic.level or "",
        first_unread_url=unread_url,
        first_unread_below=unread_below,
        last_shown=_to_mark(topic, around.posts),
        topic=topic,
    )


def locate_post(user: "AnyUser", pk: int) -> Place:
    """The page on which the post `pk` stands for `user`. Four queries at most.

    Raises Post.DoesNotExist for what `user` may not see.
    """
    post = Post.objects.visible_to(user).select_related("topic").get(pk=pk)
    before = Q(created__lt=post.created) | Q(created=post.created, pk__lt=post.pk)
    seen = Post.objects.visible_to(user).filter(before, topic=post.topic_id)
    number = seen.count() // PAGE_SIZE + 1
    return Place(post.topic_id, number, _url_on_page(post.topic, number, post.pk))


def _url_on_page(topic: Any, number: int, post_pk: int) -> str:
    return f"{topic_url(topic.pk, topic.slug)}{_below_page(number, post_pk)}"


def _below_page(number: int, post_pk: int) -> str:
    """The end of the address of a post. Page 1 has one address."""
    query = f"?page={number}" if number > 1 else ""
    return f"{query}#post-{post_pk}"


def _topic_for(user: "AnyUser", pk: int) -> Any:
    """The topic with its room, what it asks, and how far `user` has read and follows it."""
    rows = Topic.objects.visible_to(user).select_related("info", "forum__info")
    rows = rows.annotate(asked=asked())
    if not user.is_authenticated:
        topic = rows.get(pk=pk)
        topic.level = topic.read_until = topic.read_post = None
        return topic
    reads = TopicRead.objects.filter(user=user.pk, topic=OuterRef("pk"))
    level = Subscription.objects.filter(user=user.pk, topic=OuterRef("pk")).values("level")
    rows = rows.annotate(
        level=Subquery(level),
        read_until=Subquery(reads.values("last_post_created")),
        read_post=Subquery(reads.values("last_post_id")),
    )
    return rows.get(pk=pk)


def _posts_for(user: "AnyUser", topic: Any) -> Any:
    """The posts that `user` sees, with the reader's own marks; `_Around` reads who wrote them."""
    rows = Post.objects.filter(posts_visible_in(user, topic)).order_by("created", "pk")
    rows = rows.annotate(
        answered=F("contribution__reply_to"), answered_stands=F("contribution__reply_to__approved")
    )
    if not user.is_authenticated:
        return rows.annotate(is_useful=Value(False), is_bookmarked=Value(False))
    own = {"post": OuterRef("pk"), "user": user.pk}
    return rows.annotate(
        is_useful=Exists(Reaction.objects.filter(**own)),
        is_bookmarked=Exists(Bookmark.objects.filter(**own)),
    )


class _Around:
    """What the posts of a page need beside themselves, each asked once."""

    def __init__(self, user: "AnyUser", topic: Any, posts: list[Any]) -> None:
        self.user, self.topic = user, topic
        ones = contributions_of({pk for post in posts for pk in (post.pk, post.answered)})
        for post in posts:
            post.topic, post.contribution = topic, ones.get(post.pk)
        # Read after the posts: what was taken down between the two is not shown.
        posts = self.posts = [post for post in posts if can_view_post(user, post)]
        countries = countries_of(post.contribution for post in posts)
        self.signed = {pk: signature_of(one, user, countries) for pk, one in ones.items()}
        self.blocked = blocked_by(user)
        quoted = (pk for post in posts for pk in posts_quoted_in(post.content.rendered))
        self.quoted = quoted_posts(user, quoted, known=posts)
        self.statements = _statements(posts)
        self.moderates = can_moderate(user, topic.forum_id)
        # Late texts are held for the host; what stands is not changed any more.
        self.is_open = not (_closed_because(topic) or _is_over(topic))

    def row(self, post: Any) -> PostRow:
        one: Contribution = post.contribution
        is_mine = is_author(self.user, one)
        is_published = one.state == PostState.PUBLISHED
        answers_url, answers_name = self._answered(post)
        return PostRow(
            pk=post.pk,
            url=post_url(post.pk),
            signature=self.signed[post.pk],
            at=post.created,
            edited_at=_shown_edit(one, is_last=self.topic.last_post_id == post.pk),
            lang=one.language,
            html=with_names(post.content.rendered, self.quoted),
            state=one.state,
            held_note=str(HeldBecause(one.held_because).label) if one.held_because else "",
            statement=self.statements.get(post.pk, ""),
            is_framing=one.kind == PostKind.FRAMING,
            is_first=self.topic.first_post_id == post.pk,
            is_mine=is_mine,
            is_folded=one.author_id in self.blocked,
            is_new=self._is_new(post),
            is_picked=self.topic.info.picked_post_id == post.pk,
            answers_url=answers_url,
            answers_name=answers_name,
            useful_count=one.useful_count,
            is_useful=post.is_useful,
            is_bookmarked=post.is_bookmarked,
            revision=one.revision,
            can_edit=can_edit_post(self.user, post) and (self.is_open or self.moderates),
            can_withdraw=can_withdraw_post(self.user, post),
            can_moderate=can_take_down(self.user, post),
            can_pick=is_published and can_pick(self.user, post),
            can_act=self.user.is_authenticated and is_published,
        )

    def _answered(self, post: Any) -> tuple[str, str]:
        """Where the answered post is and whose, unless it is the first or gone."""
        answered = post.contribution.reply_to_id
        if not post.answered_stands or answered == self.topic.first_post_id:
            return "", ""
        return post_url(answered), self.signed[answered].name

    def _is_new(self, post: Any) -> bool:
        if not (self.user.is_authenticated and self.user.is_active):
            return False
        since = self.topic.read_until or horizon_of(self.user)
        return post.created > since and not is_author(self.user, post.contribution)


def _shown_edit(one: Contribution, *, is_last: bool) -> datetime | None:
    """An edit shows after five minutes, or once somebody has answered (forum.md §9)."""
    if one.edited_at is None or one.published_at is None:
        return None
    was_quick = one.edited_at - one.published_at < EDIT_SHOWS_AFTER
    return None if was_quick and is_last else one.edited_at


def _statements(posts: Iterable[Any]) -> dict[int, str]:
    """What was said to the author of what is hidden or not accepted. One query, or none."""
    refused = (PostState.HIDDEN, PostState.REJECTED)
    pks = [post.pk for post in posts if post.contribution.state in refused]
    if not pks:
        return {}
    acts = ModerationLog.objects.filter(post__in=pks, action__in=[Act.HID, Act.REJECTED])
    said = acts.order_by("created", "pk")
    return {one.post_id: one.statement for one in said if one.post_id is not None}


def _closed_because(topic: Any) -> str:
    """Why nobody answers now; "" while it is open, or late and still held for the host."""
    now, info = timezone.now(), topic.info
    if not topic.approved:
        return _("Nobody can answer here yet: the topic waits for a moderator.")
    if topic.is_locked:
        return info.lock_reason or _("This topic is locked.")
    if info.opens_at is not None and now < info.opens_at:
        return _("This topic is not open yet.")
    if info.closes_at is not None and now >= info.closes_at + LATE:
        return _("This topic is closed.")
    return ""


def _is_over(topic: Any) -> bool:
    closes_at = topic.info.closes_at
    return closes_at is not None and timezone.now() >= closes_at


def _why_no_reply(user: "AnyUser", topic: Any) -> str:
    """Why there is no form under the posts; "" where there is one."""
    if closed := _closed_because(topic):
        return closed
    if not user.is_authenticated:
        return _("Sign in to answer.")
    if not can_reply(user, topic):
        return _("You may not answer here.")
    if Sanction.objects.silencing(user.pk, topic.forum_id).exists():
        return _("You may read, but not write here at present.")
    return ""


def _to_mark(topic: Any, posts: list[Any]) -> Any:
    """The last post shown, unless the reader's mark is there or beyond."""
    last = posts[-1] if posts else None
    if last is None or topic.read_until is None:
        return last
    return last if (topic.read_until, topic.read_post) < (last.created, last.pk) else None


def _first_unread(user: "AnyUser", topic: Any) -> tuple[str, str]:
    """The lasting address of the first contribution the reader has not seen, and where it stands
    below any page of these posts; both "" where there is none. One query.

    What a host put above a thread is none: it is the question itself.
    """
    if not (user.is_authenticated and user.is_active and topic.last_post_on):
        return "", ""
    since = topic.read_until or horizon_of(user)
    if topic.last_post_on <= since:
        return "", ""
    seen = Post.objects.filter(posts_visible_in(user, topic))
    newer = seen.filter(created__gt=since).exclude(contribution__kind=PostKind.FRAMING)
    earlier = Q(created__lt=OuterRef("created"))
    earlier |= Q(created=OuterRef("created"), pk__lt=OuterRef("pk"))
    before = seen.filter(earlier).order_by().values("topic").annotate(number=Count("pk"))
    first = newer.annotate(before=Subquery(before.values("number"))).order_by("created", "pk")
    for pk, number in first.values_list("pk", "before")[:1]:
        return post_url(pk), _below_page((number or 0) // PAGE_SIZE + 1, pk)
    return "", ""
