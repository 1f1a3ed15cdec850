"""The texts a post has had, and what changed from one to the next, word by word."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any

from common.paging import ListPage
from forum.models import PostRevision
from forum.rendering import quoted_in_source, source_with_names
from forum.selectors.quotes import quoted_posts
from forum.selectors.topics import paged
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
    until: datetime | None = None
    editor: str = ""  # who replaced it
    reason: str = ""
    subject: str = ""  # with `body`, where two are compared
    body: str = ""


def versions_of(
    post: Any, viewer: "User", *, page: int | str = 1
) -> tuple[ListPage, list[Version]]:
    """The texts `viewer` reads, twenty a page, the present one first on the first; no words.

    Two queries. Raises InvalidPage.
    """
    rows = PostRevision.objects.visible_to(viewer).filter(post=post).only("number", "created")
    listed = paged(rows.order_by("-number"), page)
    now = [Version(post.contribution.revision)] if listed.number == 1 else []
    return listed, [*now, *(Version(one.number, one.created) for one in listed)]


def compared(
    post: Any, viewer: "User", number: int | None = None
) -> tuple[Version, Version] | None:
    """Text `number` and the next one that `viewer` reads, with their words.

    Without a number, the last one that was replaced. None where nothing was ever changed. One
    query; two where a text quotes. Raises PostRevision.DoesNotExist for a number that is none of
    them.
    """
    rows = PostRevision.objects.visible_to(viewer).filter(post=post)
    rows = rows.select_related("editor__profile")
    if number is None:
        found = list(rows.order_by("-number")[:1])
        if not found:
            return None
    else:
        found = list(rows.filter(number__gte=number).order_by("number")[:2])
        if not found or found[0].number != number:
            raise PostRevision.DoesNotExist
    before, after = _in_words(post, viewer, found)
    if after.number != before.number + 1:
        # What came between was never public: who wrote it, and why, is none of this reader's.
        before = replace(before, editor="", reason="")
    return before, after


def restorable(post: Any, viewer: "User", number: int) -> tuple[Version, Version]:
    """Text `number` and the present one, with their words. One query; two where a text quotes.

    Raises PostRevision.DoesNotExist for a number that is none `viewer` reads.
    """
    rows = PostRevision.objects.visible_to(viewer).select_related("editor__profile")
    texts = _in_words(post, viewer, [rows.get(post=post, number=number)])
    return texts[0], texts[1]


def _in_words(post: Any, viewer: "User", found: list[PostRevision]) -> list[Version]:
    """These one or two texts; the present one after one alone."""
    bodies = [one.body for one in found] + ([post.content.raw] if len(found) == 1 else [])
    quoted = quoted_posts(viewer, {pk for body in bodies for pk in quoted_in_source(body)})
    texts = [
        Version(
            number=one.number,
            until=one.created,
            editor=byline_for(one.editor, viewer, "forum").name,
            reason=one.reason,
            subject=one.subject,
            body=source_with_names(one.body, quoted),
        )
        for one in found
    ]
    if len(texts) == 1:
        body = source_with_names(post.content.raw, quoted)
        texts.append(Version(post.contribution.revision, subject=post.subject, body=body))
    return texts


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
