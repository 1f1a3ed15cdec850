"""The texts a post has had, and what changed from one to the next, word by word."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any

from forum.models import PostRevision
from forum.rendering import quoted_in_source, source_with_names
from forum.selectors.quotes import quoted_posts
from members.bylines import byline_for

if TYPE_CHECKING:
    from members.models import User

_PIECES = re.compile(r"\s+|[^\s]+")
# Words on one side times words on the other: beyond it a change is shown as a whole, not searched.
MOST_COMPARED = 4_000_000


@dataclass(frozen=True, slots=True)
class Change:
    """A stretch of text: "same", "added" or "removed"."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Version:
    """One text of a post. `until`: when it was replaced; None for the one that stands."""

    number: int
    subject: str
    body: str
    until: datetime | None
    editor: str  # who replaced it
    reason: str
    url: str = ""


def versions_of(post: Any, viewer: "User") -> list[Version]:
    """Every text as `viewer` reads it, the present one first. One query; two where it quotes."""
    rows = list(
        PostRevision.objects.visible_to(viewer)
        .filter(post=post)
        .select_related("editor__profile")
        .order_by("-number")
    )
    bodies = [post.content.raw, *(one.body for one in rows)]
    quoted = quoted_posts(viewer, {pk for body in bodies for pk in quoted_in_source(body)})
    earlier = [
        Version(
            number=one.number,
            subject=one.subject,
            body=source_with_names(one.body, quoted),
            until=one.created,
            editor=byline_for(one.editor, viewer, "forum").name,
            reason=one.reason,
        )
        for one in rows
    ]
    now = Version(
        number=post.contribution.revision,
        subject=post.subject,
        body=source_with_names(post.content.raw, quoted),
        until=None,
        editor="",
        reason="",
    )
    return [now, *earlier]


def changes(before: str, after: str) -> list[Change]:
    """What became of `before`: words and blanks, in order. Time is bounded, whatever the texts."""
    old, new = _PIECES.findall(before), _PIECES.findall(after)
    start = _common(zip(old, new, strict=False))
    rest = min(len(old), len(new)) - start
    end = min(_common(zip(reversed(old), reversed(new), strict=False)), rest)
    middle_old, middle_new = old[start : len(old) - end], new[start : len(new) - end]
    found = [("same", old[:start]), *_between(middle_old, middle_new)]
    found.append(("same", old[len(old) - end :]))
    return [Change(kind, "".join(pieces)) for kind, pieces in found if pieces]


def _common(pairs: Any) -> int:
    count = 0
    for one, other in pairs:
        if one != other:
            break
        count += 1
    return count


def _between(old: list[str], new: list[str]) -> Iterator[tuple[str, list[str]]]:
    if len(old) * len(new) > MOST_COMPARED:
        yield "removed", old
        yield "added", new
        return
    for kind, a, b, c, d in SequenceMatcher(None, old, new).get_opcodes():
        if kind == "equal":
            yield "same", old[a:b]
            continue
        yield "removed", old[a:b]
        yield "added", new[c:d]
