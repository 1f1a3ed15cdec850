"""Care of the rooms: the tree, who may do what in it, counters and renderings made anew."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils.translation import gettext as _

from common.html import plain_line
from forum import access
from forum.engine import Forum, ForumPermission, GroupForumPermission, Post, Topic
from forum.engine import UserForumPermission as UserRow
from forum.errors import InvalidContent
from forum.locks import begin_again_when_moved, lock_forums, lock_topic
from forum.models import (
    Act,
    Contribution,
    ForumInfo,
    ForumText,
    ModerationLog,
    PreModeration,
    Preset,
)
from forum.permissions import check_administer
from forum.presets import PRESETS
from forum.rendering import RENDERER_VERSION

if TYPE_CHECKING:
    from members.models import User

COUNTED = ("posts_count", "last_post_id", "last_post_on", "first_post_id", "subject", "approved")
FORUM_COUNTED = ("direct_posts_count", "direct_topics_count", "last_post_id", "last_post_on")


# --- The tree: few rows, changed by admins, with all of them locked ----------------------------
@transaction.atomic
def create_forum(
    *,
    admin: "User",
    name: str,
    parent: Any = None,
    is_category: bool = False,
    preset: str = Preset.PUBLIC,
    group: Group | None = None,
    pre_moderation: str = PreModeration.NEW,
    description: str = "",
    icon: str = "",
) -> Any:
    """Add a room, or a shelf that holds rooms, last below `parent`, with the rights of `preset`.

    Raises PermissionDenied, InvalidContent.
    """
    check_administer(admin)
    return make_room(
        name=name,
        parent=parent,
        is_category=is_category,
        preset=preset,
        group=group,
        pre_moderation=pre_moderation,
        description=description,
        icon=icon,
    )


@transaction.atomic
def make_room(
    *,
    name: str,
    parent: Any = None,
    is_category: bool = False,
    preset: str = Preset.PUBLIC,
    group: Group | None = None,
    pre_moderation: str = PreModeration.NEW,
    description: str = "",
    icon: str = "",
    is_for_members: bool = False,
) -> Any:
    """As `create_forum`, for services whose own rule says who may: announcing a discussion.

    `is_for_members`: readers without an account get nothing of what the preset grants them.
    """
    lock_forums(Forum.objects.values_list("pk", flat=True))
    kind = Forum.FORUM_CAT if is_category else Forum.FORUM_POST
    above = Forum.objects.get(pk=parent.pk) if parent is not None else None
    forum = Forum(name=_name(name), description=description, type=kind, parent=above)
    forum.clean()
    forum.save()
    forum.info = ForumInfo.objects.create(
        forum=forum, preset=preset, pre_moderation=pre_moderation, icon=icon
    )
    _write_rights(forum, preset, group)
    if is_for_members:
        UserRow.objects.filter(forum=forum, anonymous_user=True).delete()
    return forum


@transaction.atomic
def rename_forum(*, admin: "User", forum: Any, name: str, description: str = "") -> Any:
    """Give a forum another name. Counters that move meanwhile are not touched (S8).

    Raises PermissionDenied, InvalidContent.
    """
    check_administer(admin)
    lock_forums(Forum.objects.values_list("pk", flat=True))
    forum = Forum.objects.get(pk=forum.pk)
    forum.name, forum.description = _name(name), description
    forum.save()
    return forum


@transaction.atomic
def move_forum(*, admin: "User", forum: Any, parent: Any) -> Any:
    """Put a forum, with all below it, under `parent` (None: at the top).

    Raises PermissionDenied, InvalidContent where it would stand below itself.
    """
    check_administer(admin)
    lock_forums(Forum.objects.values_list("pk", flat=True))
    forum = Forum.objects.get(pk=forum.pk)
    above = Forum.objects.get(pk=parent.pk) if parent is not None else None
    if above is not None and above.is_descendant_of(forum, include_self=True):
        raise InvalidContent(_("A forum cannot stand below itself."), field="parent")
    forum.parent = above
    forum.clean()
    forum.save()
    return forum


@transaction.atomic
def set_forum_text(
    *, admin: "User", forum: Any, language: str, name: str, description: str = ""
) -> ForumText:
    """Name and description in one language. A second call changes them. Raises PermissionDenied."""
    check_administer(admin)
    values = {"name": _name(name), "description": description}
    return ForumText.objects.update_or_create(forum=forum, language=language, defaults=values)[0]


def _name(name: str) -> str:
    line = plain_line(name)
    if not 2 <= len(line) <= 100:
        raise InvalidContent(_("Give a name of 2 to 100 characters."), field="name")
    return line


# --- Rights -----------------------------------------------------------------------------------
@transaction.atomic
def apply_preset(
    *, admin: "User", forum: Any, preset: str, group: Group | None = None
) -> ForumInfo:
    """Write the rights of `preset` in place of what everybody and groups held in `forum`.

    Rows of single persons (hosts, experts) stay. Raises PermissionDenied, InvalidContent where a
    working group is not named.
    """
    check_administer(admin)
    _write_rights(forum, preset, group)
    return ForumInfo.objects.update_or_create(forum=forum, defaults={"preset": preset})[0]


def _write_rights(forum: Any, preset: str, group: Group | None) -> None:
    if preset not in PRESETS or (preset == Preset.GROUP) != (group is not None):
        raise InvalidContent(_("Choose a preset; a working group needs its group."), field="preset")
    rights = PRESETS[preset]
    UserRow.objects.filter(forum=forum, user__isnull=True).delete()
    GroupForumPermission.objects.filter(forum=forum).delete()
    codes = _codenames()
    UserRow.objects.bulk_create(
        UserRow(forum=forum, permission=codes[code], has_perm=True, **{whose: True})
        for whose, granted in (
            ("anonymous_user", rights.anonymous),
            ("authenticated_user", rights.members),
        )
        for code in granted
    )
    GroupForumPermission.objects.bulk_create(
        GroupForumPermission(forum=forum, permission=codes[code], has_perm=True, group=group)
        for code in rights.group
    )
    access.changed()


@transaction.atomic
def grant(*, user: "User", forum: Any, codenames: Iterable[str]) -> None:
    """Give one person rights in one forum: hosts and experts, by their roles' service.

    The caller has checked who may. Twice is as once.
    """
    codes = _codenames()
    for code in codenames:
        UserRow.objects.update_or_create(
            forum=forum, user=user, permission=codes[code], defaults={"has_perm": True}
        )
    access.changed()


@transaction.atomic
def revoke(*, user: "User", forum: Any, codenames: Iterable[str] | None = None) -> None:
    """Take them back (None: all in this forum). Twice is as once."""
    rows = UserRow.objects.filter(forum=forum, user=user)
    if codenames is not None:
        rows = rows.filter(permission__codename__in=list(codenames))
    rows.delete()
    access.changed()


def _codenames() -> dict[str, Any]:
    return {one.codename: one for one in ForumPermission.objects.all()}


# --- Counters and renderings --------------------------------------------------------------------
def recount(*, forum: Any) -> int:
    """Make the counters of a forum and its topics anew. Returns how many rows had drifted.

    Drift is a bug: each row that is mended is written into the log.
    """
    drifted = 0
    for topic in Topic.objects.filter(forum=forum.pk).order_by("pk").only("forum").iterator():
        drifted += _recount_topic(topic)
    return drifted + _recount_forum(forum.pk)


@begin_again_when_moved
def _recount_topic(seen: Any) -> int:
    topic = lock_topic(seen)
    before = {name: getattr(topic, name) for name in COUNTED}
    follow_first_post(topic)
    after = {name: getattr(topic, name) for name in COUNTED}
    return _log_drift(before, after, topic=topic, forum=topic.forum, label=topic.subject)


@transaction.atomic
def _recount_forum(pk: int) -> int:
    forum = lock_forums([pk])[pk]
    before = {name: getattr(forum, name) for name in FORUM_COUNTED}
    forum.update_trackers()
    after = {name: getattr(forum, name) for name in FORUM_COUNTED}
    return _log_drift(before, after, forum=forum, label=forum.name)


def follow_first_post(topic: Any) -> None:
    """Counters anew, and subject and approval as upstream rules: those of the first post."""
    first = topic.posts.order_by("created", "pk").first()
    if first is not None:
        topic.subject, topic.approved = first.subject, first.approved
    topic.update_trackers()


def _log_drift(before: dict[str, Any], after: dict[str, Any], *, label: str, **target: Any) -> int:
    if before == after:
        return 0
    ModerationLog.objects.create(
        action=Act.RECOUNTED,
        target_label=label[:255],
        before={name: str(value) for name, value in before.items()},
        after={name: str(value) for name, value in after.items()},
        **target,
    )
    return 1


def recount_all() -> int:
    """Every forum's counters, each in transactions of its own. Returns how many had drifted."""
    return sum(recount(forum=forum) for forum in Forum.objects.all())


def rerender(*, below_version: int = RENDERER_VERSION, limit: int = 1_000) -> int:
    """Make at most `limit` renderings anew that are older than `below_version`. Returns how many.

    Each in a transaction of its own, so that it can be stopped and run beside everything.
    """
    old = Contribution.objects.filter(renderer_version__lt=below_version).order_by("pk")
    pks = list(old.values_list("post", flat=True)[:limit])
    for pk in pks:
        with transaction.atomic():
            post = Post.objects.select_for_update(no_key=True, of=("self",)).get(pk=pk)
            post.rewrite("content")
            Contribution.objects.filter(post=pk).update(renderer_version=RENDERER_VERSION)
    return len(pks)
