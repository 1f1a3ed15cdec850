"""Rooms and shelves: the tree, their names, who may do what in them, whose posts wait."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.html import plain_line
from forum import access
from forum.engine import Forum, ForumPermission, GroupForumPermission, Topic
from forum.engine import UserForumPermission as UserRow
from forum.errors import InvalidContent, NotNow
from forum.locks import hold_forum, lock_forums
from forum.models import (
    Act,
    Audience,
    EDiscussion,
    ForumInfo,
    ForumText,
    ModerationLog,
    PreModeration,
    Preset,
    Sanction,
)
from forum.permissions import check_administer
from forum.presets import PRESETS
from forum.services.telling import reindex_room
from forum.texts import ROOM_MAX, ROOM_MIN

if TYPE_CHECKING:
    from members.models import User

OF_A_DISCUSSION = gettext_lazy(
    "This is the room of an e-discussion: who reads and writes in it belongs to the discussion."
)


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
    texts: Mapping[str, tuple[str, str]] | None = None,
    is_only_one: bool = False,
) -> Any:
    """Add a room, or a shelf that holds rooms, last below `parent`, with the rights of `preset`.

    `texts`: {language: (name, description)}, as `name_forum` takes them. `is_only_one`: refuse
    where one of this name stands there, as after a second tap on the button. Raises
    PermissionDenied, InvalidContent.
    """
    check_administer(admin)
    if is_only_one:
        lock_forums(Forum.objects.values_list("pk", flat=True))
        if Forum.objects.filter(parent=parent, name=_name(name)).exists():
            message = _("There is one of this name already: look at the list of rooms.")
            raise InvalidContent(message, field="name")
    forum = make_room(
        name=name,
        parent=parent,
        is_category=is_category,
        preset=preset,
        group=group,
        pre_moderation=pre_moderation,
        description=description,
        icon=icon,
    )
    _log(Act.ROOM_MADE, admin, forum, after={"preset": preset, "pre_moderation": pre_moderation})
    for language, (named, described) in (texts or {}).items():
        if language != settings.LANGUAGE_CODE and named.strip():
            values = {"name": _name(named), "description": described}
            ForumText.objects.create(forum=forum, language=language, **values)
    return forum


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
    _check_place(forum)
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
    before = forum.name
    forum.name, forum.description = _name(name), description
    forum.save()
    if before != forum.name:
        _log(Act.ROOM_NAMED, admin, forum, {"name": before}, {"name": forum.name})
    return forum


@transaction.atomic
def name_forum(*, admin: "User", forum: Any, texts: Mapping[str, tuple[str, str]]) -> Any:
    """Give a forum its name and description in each language of `texts`.

    The site's first language is the forum's own: it stands where another is missing. An empty name
    in another language takes that text back. Raises PermissionDenied, InvalidContent.
    """
    check_administer(admin)
    for language, (name, description) in texts.items():
        written = ForumText.objects.filter(forum=forum.pk, language=language)
        if language == settings.LANGUAGE_CODE:
            rename_forum(admin=admin, forum=forum, name=name, description=description)
        elif not name.strip():
            written.delete()
            continue
        # In the first language only discussions have a text of their own: their page's.
        if language != settings.LANGUAGE_CODE or written.exists():
            set_forum_text(
                admin=admin, forum=forum, language=language, name=name, description=description
            )
    return Forum.objects.get(pk=forum.pk)


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
    before = forum.parent
    if before == above:
        return forum
    forum.parent = above
    _check_place(forum)
    forum.save()
    reindex_room(forum)
    _log(Act.ROOM_MOVED, admin, forum, {"below": _label(before)}, {"below": _label(above)})
    return forum


@transaction.atomic
def remove_forum(*, admin: "User", forum: Any) -> None:
    """Take an empty room or shelf away for good; the log keeps its name.

    Raises PermissionDenied, and NotNow where it holds anything.
    """
    check_administer(admin)
    lock_forums(Forum.objects.values_list("pk", flat=True))
    # Locked for its number too: nobody follows it, or is silenced in it, from here on.
    forum = Forum.objects.select_for_update().get(pk=forum.pk)
    if why := why_it_stays(forum):
        raise NotNow(why)
    _log(Act.ROOM_REMOVED, admin, forum, {"below": _label(forum.parent)})
    try:
        with transaction.atomic():
            ForumText.objects.filter(forum=forum).delete()
            ForumInfo.objects.filter(forum=forum).delete()
            forum.delete()
    except ProtectedError as needed:  # a part of the site that this app does not know
        raise NotNow(_("It stays: another part of the site needs it.")) from needed


def why_it_stays(forum: Any) -> str:
    """What a room or shelf holds, so that it cannot be removed; "" where it is empty.

    Four queries at most.
    """
    if forum.get_children().exists():
        return _("It stays: rooms stand on it. Move them first.")
    if is_of_a_discussion(forum):
        return _("It stays: it is the room of an e-discussion.")
    if Topic.objects.filter(forum=forum.pk).exists():
        return _("It stays: it holds topics, or some that are hidden. Move them first.")
    if Sanction.objects.filter(forum=forum.pk).exists():
        return _("It stays: somebody is or was silenced in it.")
    return ""


def is_of_a_discussion(forum: Any) -> bool:
    """Whether its rights and its topics are those of an e-discussion. One query."""
    return EDiscussion.objects.filter(forum=forum.pk).exists()


@transaction.atomic
def shift_forum(*, admin: "User", forum: Any, is_up: bool) -> Any:
    """Let a forum change places with the one before it, or after it, on its shelf.

    At the end of its shelf it stays where it is. Raises PermissionDenied.
    """
    check_administer(admin)
    lock_forums(Forum.objects.values_list("pk", flat=True))
    forum = Forum.objects.get(pk=forum.pk)
    beside = forum.get_previous_sibling() if is_up else forum.get_next_sibling()
    if beside is not None:
        Forum.objects.move_node(forum, beside, "left" if is_up else "right")
        access.changed()
    return Forum.objects.get(pk=forum.pk)


@transaction.atomic
def set_forum_text(
    *, admin: "User", forum: Any, language: str, name: str, description: str = ""
) -> ForumText:
    """Name and description in one language. A second call changes them. Raises PermissionDenied."""
    check_administer(admin)
    values = {"name": _name(name), "description": description}
    before = ForumText.objects.filter(forum=forum.pk, language=language).first()
    if before is None or before.name != values["name"]:
        old = {"name": before.name if before else "", "language": language}
        _log(Act.ROOM_NAMED, admin, forum, old, {"name": values["name"], "language": language})
    return ForumText.objects.update_or_create(forum=forum, language=language, defaults=values)[0]


def _check_place(forum: Any) -> None:
    """What machina says of places too, as our refusal."""
    if forum.is_category and forum.parent is not None:
        raise InvalidContent(_("A shelf stands on no other shelf."), field="parent")
    forum.clean()


def _label(forum: Any) -> str:
    return forum.name if forum is not None else ""


def _log(
    act: Act,
    admin: "User",
    forum: Any,
    before: dict[str, str] | None = None,
    after: dict[str, str] | None = None,
) -> None:
    """One row of an admin's act on a room."""
    ModerationLog.objects.create(
        actor=admin,
        action=act,
        forum=forum,
        target_label=_label(forum)[:255],
        before=before or {},
        after=after or {},
    )


def _name(name: str) -> str:
    line = plain_line(name)
    if not ROOM_MIN <= len(line) <= ROOM_MAX:
        raise InvalidContent(_("Give a name of 2 to 100 characters."), field="name")
    return line


# --- Rights -----------------------------------------------------------------------------------
@transaction.atomic
def apply_preset(
    *, admin: "User", forum: Any, preset: str, group: Group | None = None
) -> ForumInfo:
    """Write the rights of `preset` in place of what everybody and groups held in `forum`.

    Rows of single persons (hosts, experts) stay. The room of a discussion has no other preset than
    its own; one for members alone stays closed to others. Raises PermissionDenied, InvalidContent,
    also where a working group is not named.
    """
    check_administer(admin)
    info = _info(forum)
    if preset != Preset.DISCUSSION and is_of_a_discussion(forum):
        raise InvalidContent(str(OF_A_DISCUSSION), field="preset")
    before = {"preset": info.preset}
    _write_rights(forum, preset, group)
    if EDiscussion.objects.filter(forum=forum.pk, audience=Audience.MEMBERS).exists():
        UserRow.objects.filter(forum=forum, anonymous_user=True).delete()
    info.preset = preset
    info.save(update_fields=["preset", "updated"])
    reindex_room(forum)
    after = {"preset": preset} | ({"group": group.name} if group else {})
    _log(Act.PRESET_APPLIED, admin, forum, before, after)
    return info


@transaction.atomic
def set_pre_moderation(*, admin: "User", forum: Any, pre_moderation: str) -> ForumInfo:
    """Say whose posts wait for a moderator in `forum` from now on; what waits already, waits on.

    A second call changes nothing. Raises PermissionDenied, InvalidContent.
    """
    check_administer(admin)
    if pre_moderation not in PreModeration.values:
        raise InvalidContent(_("Choose one of the possibilities."), field="pre_moderation")
    info = _info(forum)
    if info.pre_moderation == pre_moderation:
        return info
    before = {"pre_moderation": info.pre_moderation}
    info.pre_moderation = pre_moderation
    info.save(update_fields=["pre_moderation", "updated"])
    _log(Act.PRE_MODERATED, admin, forum, before, {"pre_moderation": pre_moderation})
    return info


def _info(forum: Any) -> ForumInfo:
    """How the forum is run, its row held until the end of the transaction.

    Raises Forum.DoesNotExist.
    """
    return ForumInfo.objects.get_or_create(forum=hold_forum(forum.pk))[0]


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
