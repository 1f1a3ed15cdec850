"""Posts as text, cut into pages of at most 50 kB: what text pages share (forum.md §7, §15)."""

import re
from collections.abc import Callable, Iterable
from typing import Any

from django.core.paginator import InvalidPage
from django.http import HttpRequest

from common.plain import plain_of_html
from forum.addresses import post_url
from forum.rendering import posts_quoted_in, with_names
from forum.selectors.people import countries_of, signature_of
from forum.selectors.quotes import quoted_posts
from members.selectors import blocked_by

# Of texts on one page, in UTF-8; the rest of 50 kB is for names, dates and the words around.
PAGE_BYTES = 36_000
AROUND_BYTES = 400  # name, role, organisation, country, date and link of one text


def size_of(post: Any) -> int:
    return bytes_of(post.content.rendered)


def bytes_of(html: Any) -> int:
    """What a text takes on a page, with the words around it."""
    return len(str(html).encode()) + AROUND_BYTES


def parts_of(texts: Iterable[Any], size: Callable[[Any], int] = size_of) -> list[list[Any]]:
    """Posts, or other texts of which `size` tells the bytes, cut into pages.

    None is divided, so a page of one long text may be larger.
    """
    parts: list[list[Any]] = [[]]
    room = PAGE_BYTES
    for text in texts:
        needed = size(text)
        if needed > room and parts[-1]:
            parts.append([])
            room = PAGE_BYTES
        parts[-1].append(text)
        room -= needed
    return parts


def part_asked(request: HttpRequest, parts: int) -> int:
    """The number in the address. Raises InvalidPage for one that is not there."""
    asked = request.GET.get("page", "1")
    if not re.fullmatch("[1-9][0-9]{0,5}", asked) or int(asked) > parts:
        raise InvalidPage(asked)
    return int(asked)


def plain_posts(posts: list[Any], viewer: Any, known: list[Any]) -> list[dict[str, Any]]:
    """Contributions as text, those of whom the reader has blocked folded.

    `known`: what was read already, and may be quoted.
    """
    countries, blocked = countries_of(one.contribution for one in posts), blocked_by(viewer)
    pks = (pk for post in posts for pk in posts_quoted_in(post.content.rendered))
    quoted = quoted_posts(viewer, pks, known=known)
    return [
        {
            "topic": post.topic_id,
            "signature": signature_of(post.contribution, viewer, countries),
            "at": post.created,
            "lang": post.contribution.language,
            "text": plain_of_html(with_names(post.content.rendered, quoted)),
            "url": post_url(post.pk),
            "is_folded": post.contribution.author_id in blocked,
        }
        for post in posts
    ]
