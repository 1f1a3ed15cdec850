"""All rooms and shelves as admins keep them: where they stand, who writes there, what waits."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import Group

from forum.engine import Forum, GroupForumPermission
from forum.models import EDiscussion, ForumText
from forum.selectors.topics import links_to


@dataclass(frozen=True, slots=True)
class KeptRoom:
    """A room or shelf. `below`: the name of the shelf it stands on; `group`: who alone enters."""

    pk: int
    name: str
    url: str
    is_category: bool
    below: str
    rights: str
    group: str
    held: str
    topics: int
    is_first: bool
    is_last: bool
    is_discussion: bool


def kept_rooms(language: str) -> list[KeptRoom]:
    """Every room, in the order of the tree. Four queries. The caller has checked who may."""
    forums = list(Forum.objects.select_related("info").order_by("tree_id", "lft"))
    names = links_to(forums, language)
    groups = dict(GroupForumPermission.objects.values_list("forum", "group__name").distinct())
    taken = EDiscussion.objects.filter(forum__isnull=False).values_list("forum", flat=True)
    discussions = set(taken)
    beside: dict[int | None, list[int]] = {}
    for one in forums:
        beside.setdefault(one.parent_id, []).append(one.pk)
    return [
        KeptRoom(
            pk=one.pk,
            name=names[one.pk].name,
            url=names[one.pk].url,
            is_category=one.is_category,
            below=names[one.parent_id].name if one.parent_id else "",
            rights=str(one.info.get_preset_display()) if hasattr(one, "info") else "",
            group=groups.get(one.pk, ""),
            held=str(one.info.get_pre_moderation_display()) if hasattr(one, "info") else "",
            topics=one.direct_topics_count,
            is_first=beside[one.parent_id][0] == one.pk,
            is_last=beside[one.parent_id][-1] == one.pk,
            is_discussion=one.pk in discussions,
        )
        for one in forums
    ]


def shelves(language: str) -> list[tuple[int, str]]:
    """The shelves a room may stand on: a shelf itself stands on none. Two queries."""
    found = Forum.objects.filter(type=Forum.FORUM_CAT).order_by("tree_id", "lft")
    return [(pk, one.name) for pk, one in links_to(found, language).items()]


def texts_of(forum: Any) -> dict[str, tuple[str, str]]:
    """{language: (name, description)}; "" is the forum's own, where another is missing."""
    own = forum.description.raw if forum.description else ""
    texts = ForumText.objects.filter(forum=forum.pk)
    return {"": (forum.name, own)} | {one.language: (one.name, one.description) for one in texts}


def group_of(forum: Any) -> Group | None:
    """The one group that reads and writes in a room of a working group."""
    row = GroupForumPermission.objects.filter(forum=forum.pk).select_related("group").first()
    return row.group if row is not None else None
