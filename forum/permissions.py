"""Who may see and do what in the forum; each rule about seeing has its twin for querysets.

What a person may not see is no different from what does not exist: views answer 404 alike.
"""

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.utils.translation import gettext as _

from common.visitors import is_staff
from forum import access
from forum.access import access_for
from forum.models import PostKind, PostState, TopicKind
from members.permissions import is_moderator

if TYPE_CHECKING:
    from common.typing import AnyUser

# Authors see their own in these states, with the reason; what they withdrew is gone for them too.
SEEN_BY_AUTHOR = (PostState.PENDING, PostState.PUBLISHED, PostState.HIDDEN, PostState.REJECTED)


# What a discussion has opened itself.
THREADS = (TopicKind.QUESTION, TopicKind.GENERAL, TopicKind.SYNTHESIS)


# --- Seeing -----------------------------------------------------------------------------------
def can_view_forum(user: "AnyUser", forum: Any) -> bool:
    """Readable, and below readable shelves. Twin: ForumQuerySet.visible_to."""
    return forum.pk in access_for(user).readable


def can_view_topic(user: "AnyUser", topic: Any) -> bool:
    """In a readable forum, and published; else for its author and moderators of the forum.

    Twin: TopicQuerySet.visible_to.
    """
    rights = access_for(user)
    if topic.forum_id not in rights.readable:
        return False
    if topic.approved or topic.forum_id in rights.moderated:
        return True
    first = topic.first_post
    return bool(first and _is_own(user, first.contribution))


def can_view_post(user: "AnyUser", post: Any) -> bool:
    """In a topic that is seen, and published; else for its author and moderators of the forum.

    Twin: PostQuerySet.visible_to.
    """
    if not can_view_topic(user, post.topic):
        return False
    contribution = getattr(post, "contribution", None)
    if contribution is None:
        return False
    if contribution.state == PostState.PUBLISHED or _moderates(user, post.topic.forum_id):
        return True
    return _is_own(user, contribution)


def topics_visible_to(user: "AnyUser", prefix: str = "") -> Q:
    """The rule of `can_view_topic` as a condition on topics, or on what has one at `prefix`."""
    rights = access_for(user)
    seen = Q(**{f"{prefix}approved": True})
    seen |= Q(**{f"{prefix}forum__in": rights.moderated})
    if user.is_authenticated:
        seen |= _own(user, f"{prefix}first_post__contribution__")
    return Q(**{f"{prefix}forum__in": rights.readable}) & seen


def posts_visible_to(user: "AnyUser", prefix: str = "") -> Q:
    """The rule of `can_view_post` as a condition on posts, or on what has one at `prefix`."""
    of = f"{prefix}contribution__"
    moderated = {f"{prefix}topic__forum__in": access_for(user).moderated}
    seen = _published_or_own(user, of) | Q(**moderated, **{f"{of}state__isnull": False})
    return topics_visible_to(user, f"{prefix}topic__") & seen


def posts_visible_in(user: "AnyUser", topic: Any) -> Q:
    """`posts_visible_to` for the posts of one topic, judged at once: it is not asked of each."""
    here = Q(topic=topic.pk, contribution__state__isnull=False)
    if not can_view_topic(user, topic):
        return here & Q(pk__in=[])
    return here if _moderates(user, topic.forum_id) else here & _published_or_own(user)


def _published_or_own(user: "AnyUser", of: str = "contribution__") -> Q:
    seen = Q(**{f"{of}state": PostState.PUBLISHED})
    return seen | _own(user, of) if user.is_authenticated else seen


def _own(user: "AnyUser", of: str) -> Q:
    is_author = Q(**{f"{of}author": user.pk}) | Q(**{f"{of}entered_by": user.pk})
    return is_author & Q(**{f"{of}state__in": SEEN_BY_AUTHOR})


def _is_own(user: "AnyUser", contribution: Any) -> bool:
    return is_author(user, contribution) and contribution.state in SEEN_BY_AUTHOR


def is_author(user: "AnyUser", contribution: Any) -> bool:
    """Who wrote it, or entered it for somebody."""
    return user.is_authenticated and user.pk in (contribution.author_id, contribution.entered_by_id)


def _moderates(user: "AnyUser", forum_pk: int) -> bool:
    return forum_pk in access_for(user).moderated


# --- Writing ----------------------------------------------------------------------------------
def can_start_topic(user: "AnyUser", forum: Any) -> bool:
    return user.is_authenticated and forum.is_forum and access_for(user).may(access.START, forum.pk)


def check_start_topic(user: "AnyUser", forum: Any) -> None:
    """Raise PermissionDenied with a reason to show."""
    if not can_start_topic(user, forum):
        raise PermissionDenied(_("You may not start a topic here."))


def can_reply(user: "AnyUser", topic: Any) -> bool:
    """Of the right alone: whether the topic is open now is the service's question."""
    return (
        user.is_authenticated
        and can_view_topic(user, topic)
        and access_for(user).may(access.REPLY, topic.forum_id)
    )


def check_reply(user: "AnyUser", topic: Any) -> None:
    """Raise PermissionDenied with a reason to show."""
    if not can_reply(user, topic):
        raise PermissionDenied(_("You may not answer here."))


def can_edit_post(user: "AnyUser", post: Any) -> bool:
    """One's own, pending or published; moderators everybody's, with a reason; no framing text.

    Whether the topic is still open is the service's question.
    """
    if is_framing(post) or not (user.is_authenticated and can_view_post(user, post)):
        return False
    rights, forum = access_for(user), post.topic.forum_id
    if rights.may(access.EDIT, forum):
        return True
    open_states = (PostState.PENDING, PostState.PUBLISHED)
    is_own = is_author(user, post.contribution) and post.contribution.state in open_states
    return is_own and rights.may(access.EDIT_OWN, forum)


def check_edit_post(user: "AnyUser", post: Any) -> None:
    """Raise PermissionDenied with a reason to show."""
    _check_not_framing(post)
    if not can_edit_post(user, post):
        raise PermissionDenied(_("You may not change this post."))


def can_restore(user: "AnyUser", post: Any) -> bool:
    """Put an earlier text in place again: moderators, who see the post; no framing text."""
    may_edit = access_for(user).may(access.EDIT, post.topic.forum_id)
    return may_edit and can_edit_post(user, post)


def check_restore(user: "AnyUser", post: Any) -> None:
    """Raise PermissionDenied with a reason to show."""
    _check_not_framing(post)
    if not can_restore(user, post):
        raise PermissionDenied(_("Only moderators may do this."))


def can_withdraw_post(user: "AnyUser", post: Any) -> bool:
    """One's own, as long as it stands or waits; no framing text."""
    contribution = post.contribution
    stands = not is_framing(post) and contribution.state in (PostState.PENDING, PostState.PUBLISHED)
    return (
        stands
        and is_author(user, contribution)
        and can_view_post(user, post)
        and access_for(user).may(access.WITHDRAW_OWN, post.topic.forum_id)
    )


def check_withdraw_post(user: "AnyUser", post: Any) -> None:
    """Raise PermissionDenied with a reason to show."""
    _check_not_framing(post)
    if not can_withdraw_post(user, post):
        raise PermissionDenied(_("You may not withdraw this post."))


def is_framing(post: Any) -> bool:
    """What opens a thread of an e-discussion: with it, thread and question would go."""
    return post.contribution.kind == PostKind.FRAMING


def _check_not_framing(post: Any) -> None:
    """Raise PermissionDenied: the page leads, and its threads follow (forum.md §4)."""
    if is_framing(post):
        raise PermissionDenied(
            _("This text opens a thread: it is changed on the page of the e-discussion.")
        )


def can_read_history(user: "AnyUser", post: Any) -> bool:
    """Members, of a post they see."""
    return user.is_authenticated and can_view_post(user, post)


def check_member_sees_post(user: "AnyUser", post: Any) -> None:
    """For what any member may do with a post they see. Raise PermissionDenied."""
    if not (user.is_authenticated and can_view_post(user, post)):
        raise PermissionDenied(_("Sign in to do this."))


# --- Moderating -------------------------------------------------------------------------------
def can_moderate(user: "AnyUser", forum_pk: int) -> bool:
    """Approve, do not accept, hide and show again, in this forum."""
    return user.is_authenticated and _moderates(user, forum_pk)


def check_moderate(user: "AnyUser", post: Any) -> None:
    """Raise PermissionDenied: moderators of the post's forum, never on what they wrote."""
    if not can_moderate(user, post.topic.forum_id):
        raise PermissionDenied(_("You may not decide on posts here."))
    check_not_own(user, post)


def can_take_down(user: "AnyUser", post: Any) -> bool:
    """Moderators of the post's forum, what others wrote; no framing text."""
    is_barred = is_framing(post) or is_author(user, post.contribution)
    return not is_barred and can_moderate(user, post.topic.forum_id)


def can_bring_back(user: "AnyUser", post: Any) -> bool:
    """Moderators of the post's forum, what its author withdrew and can still ask for."""
    author = post.contribution.author
    is_there = author is not None and author.is_active
    is_withdrawn = post.contribution.state == PostState.WITHDRAWN
    return is_there and is_withdrawn and can_take_down(user, post)


def check_take_down(user: "AnyUser", post: Any) -> None:
    """Raise PermissionDenied with a reason to show."""
    check_moderate(user, post)
    _check_not_framing(post)


def check_not_own(user: "AnyUser", post: Any) -> None:
    """No one decides on their own post (forum.md §9). Raise PermissionDenied."""
    if is_author(user, post.contribution):
        raise PermissionDenied(_("Somebody else has to decide on what you wrote."))


def can_pick(user: "AnyUser", post: Any) -> bool:
    """Name a contribution a practice to copy: hosts of its discussion, moderators; not their own.

    Hosts' rights are rows in the room of their discussion. Asks nothing (decision 0217).
    """
    one = post.contribution
    is_contribution = one.discussion_id is not None and one.kind == PostKind.CONTRIBUTION
    is_others = one.author_id != user.pk
    return is_contribution and is_others and can_moderate(user, post.topic.forum_id)


def check_pick(user: "AnyUser", post: Any) -> None:
    """Raise PermissionDenied with a reason to show."""
    if not can_pick(user, post):
        raise PermissionDenied(_("Hosts pick what others have contributed to their discussion."))


def can_lock(user: "AnyUser", topic: Any) -> bool:
    return user.is_authenticated and access_for(user).may(access.LOCK, topic.forum_id)


def check_lock(user: "AnyUser", topic: Any) -> None:
    """Raise PermissionDenied with a reason to show."""
    if not can_lock(user, topic):
        raise PermissionDenied(_("You may not lock or open topics here."))


def can_pin(user: "AnyUser", topic: Any) -> bool:
    return user.is_authenticated and access_for(user).may(access.PIN, topic.forum_id)


def check_pin(user: "AnyUser", topic: Any) -> None:
    """Raise PermissionDenied with a reason to show."""
    if not can_pin(user, topic):
        raise PermissionDenied(_("You may not pin topics here."))


def can_move(user: "AnyUser", topic: Any, forum: Any) -> bool:
    """The right in both forums: whoever moves a topic shows it to other people.

    Threads of a discussion stay: elsewhere its hosts would have no rights over them.
    """
    rights = access_for(user)
    is_free = topic.info.kind not in THREADS
    return (
        user.is_authenticated
        and is_free
        and all(rights.may(access.MOVE, pk) for pk in (topic.forum_id, forum.pk))
    )


def check_move(user: "AnyUser", topic: Any, forum: Any) -> None:
    """Raise PermissionDenied with a reason to show."""
    if not can_move(user, topic, forum):
        raise PermissionDenied(_("You may not move topics between these forums."))


def can_moderate_members(user: "AnyUser") -> bool:
    """Decide on reports, silence, vouch, read the log: moderators of the site, and admins."""
    return user.is_authenticated and access_for(user).is_moderator


def check_moderate_members(user: "AnyUser") -> None:
    """Raise PermissionDenied with a reason to show."""
    if not can_moderate_members(user):
        raise PermissionDenied(_("Only moderators may do this."))


def is_one_of_us(moderator: "AnyUser", user: "AnyUser") -> bool:
    """Whom no moderator warns or silences: themselves, and the other moderators. One query."""
    return moderator.pk == user.pk or is_moderator(user)


def can_view_report(user: "AnyUser", report: Any) -> bool:
    """One's own; moderators of the site all. Twin: ReportQuerySet.visible_to."""
    return _is_mine_or_moderated(user, report.reporter_id)


def can_view_sanction(user: "AnyUser", sanction: Any) -> bool:
    """One's own; moderators of the site all. Twin: SanctionQuerySet.visible_to."""
    return _is_mine_or_moderated(user, sanction.user_id)


def _is_mine_or_moderated(user: "AnyUser", owner_pk: int) -> bool:
    if not (user.is_authenticated and user.is_active):
        return False
    return user.pk == owner_pk or can_moderate_members(user)


def can_view_log(user: "AnyUser", entry: Any) -> bool:
    """Moderators of the site, every entry. Twin: ModerationLogQuerySet.visible_to."""
    return can_moderate_members(user)


def can_view_revision(user: "AnyUser", revision: Any) -> bool:
    """Members, of a post they see, what stood there; all texts its author and moderators.

    What waited and was changed or not accepted is nobody else's. Twin:
    PostRevisionQuerySet.visible_to.
    """
    post = revision.post
    if not can_read_history(user, post):
        return False
    is_theirs = is_author(user, post.contribution) or _moderates(user, post.topic.forum_id)
    return revision.was_public or is_theirs


def revisions_visible_to(user: "AnyUser") -> Q:
    """The rule of `can_view_revision` as a condition on revisions, for somebody signed in."""
    of = "post__contribution__"
    seen = Q(was_public=True) | Q(post__topic__forum__in=access_for(user).moderated)
    seen |= Q(**{f"{of}author": user.pk}) | Q(**{f"{of}entered_by": user.pk})
    return posts_visible_to(user, "post__") & seen


def can_view_own(user: "AnyUser", row: Any) -> bool:
    """Drafts, bookmarks and subscriptions: one's own alone, whoever asks. Twin: OwnQuerySet."""
    return user.is_authenticated and user.is_active and user.pk == row.user_id


def can_administer(user: "AnyUser") -> bool:
    """The tree of forums, presets, renderings: admins."""
    return user.is_authenticated and access_for(user).is_admin


def check_administer(user: "AnyUser") -> None:
    """Raise PermissionDenied with a reason to show."""
    if not can_administer(user):
        raise PermissionDenied(_("Only admins may do this."))


def is_never_held(user: "AnyUser", forum_pk: int) -> bool:
    """Hosts and experts in their discussion, and staff: no waiting, no limits for spammers."""
    rights = access_for(user)
    return (
        is_staff(user)
        or rights.is_moderator
        or rights.may(access.NEVER_HELD, forum_pk)
        or rights.may(access.APPROVE, forum_pk)
    )
