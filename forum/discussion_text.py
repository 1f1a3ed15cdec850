"""An e-discussion without pictures, scripts or fonts, on pages of at most 50 kB (forum.md §15)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone

from common.languages import reading_url
from common.plain import plain_of_html
from common.reader import viewer_of
from forum.addresses import post_url
from forum.engine import Post
from forum.models import EDiscussionPage, PostKind, PostState
from forum.rendering import posts_quoted_in, with_names
from forum.selectors.discussion_rows import row_of
from forum.selectors.discussions import QuestionRow, question_rows
from forum.selectors.from_hosts import MessageRow, message_rows
from forum.selectors.people import OF_AUTHOR, countries_of, signature_of
from forum.selectors.quotes import quoted_posts
from members.selectors import blocked_by

# Of texts on one page, in UTF-8; the rest of 50 kB is for names, dates and the words around.
PAGE_BYTES = 36_000
AROUND_BYTES = 400  # name, role, organisation, country, date and link of one text


@dataclass(slots=True)
class Thread:
    """A question, or None for all that stands below none of them, with texts of one page.

    `url`: where its texts are when they stand on pages of their own.
    """

    question: QuestionRow | None
    url: str
    answers: int = 0
    posts: list[dict[str, Any]] = field(default_factory=list)


def text_page(
    page: EDiscussionPage,
    request: HttpRequest,
    *,
    number: int | None = None,
    is_general: bool = False,
) -> HttpResponse:
    """Everything said so far; where that is long, a page that leads to those of each thread.

    `number`, `is_general`: the texts of this question, or of the general thread, in as many pages
    as they need. Raises Http404 for one that is not there.
    """
    viewer, discussion = viewer_of(request), page.discussion
    now, url = timezone.now(), reading_url(page)
    state = discussion.state_at(now)
    asked = question_rows(viewer, page, state, now)
    threads = {one.topic_pk: Thread(one, f"{url}text/{one.number}/") for one in asked}
    general = Thread(None, f"{url}text/general/")
    posts = contributions_in(page, viewer).order_by("created", "pk")
    is_part = is_general or number is not None
    if is_general:
        posts, threads = posts.exclude(topic__in=[pk for pk in threads if pk]), {}
    elif number is not None:
        threads = {one.topic_pk: threads[one.topic_pk] for one in asked if one.number == number}
        if not threads:
            raise Http404
        posts = posts.filter(topic__in=[pk for pk in threads if pk])
    posts = list(posts)
    messages = [] if is_general else message_rows(viewer, discussion, question=number)
    parts = _parts(posts)
    is_long = not is_part and len(parts) > 1
    at = _part_asked(request, len(parts)) if is_part else 1
    said = _said(messages, [] if is_long else parts[at - 1]) if at == 1 else []
    for post in posts:
        threads.get(post.topic_id, general).answers += 1
    if not is_long:
        for shown in _plain_posts(parts[at - 1], viewer, posts):
            threads.get(shown["topic"], general).posts.append(shown)
    return TemplateResponse(
        request,
        "forum/discussion_text.html",
        {
            "page": page,
            "row": row_of(page, now=now, state=state),
            "threads": [*threads.values(), *([general] if general.answers or is_general else [])],
            "is_long": is_long,
            "at": at,
            "parts": len(parts),
            "messages_said": said,
            "messages_all": len(messages),
            "messages_are_left": at == 1 and len(said) < len(messages),
            "url": url,
            "site_name": settings.SITE_NAME,
        },
    )


def contributions_in(page: EDiscussionPage, viewer: Any) -> Any:
    """What was published in the discussion, as far as `viewer` sees it, with OF_AUTHOR."""
    people = (f"contribution__{path}" for path in OF_AUTHOR)
    posts = Post.objects.visible_to(viewer).filter(
        contribution__discussion=page.discussion,
        contribution__kind=PostKind.CONTRIBUTION,
        contribution__state=PostState.PUBLISHED,
    )
    return posts.select_related("topic", *people)


def _parts(posts: Iterable[Any]) -> list[list[Any]]:
    """The posts, cut into pages. None is divided, so a page of one long text may be larger."""
    parts: list[list[Any]] = [[]]
    room = PAGE_BYTES
    for post in posts:
        size = _size_of(post)
        if size > room and parts[-1]:
            parts.append([])
            room = PAGE_BYTES
        parts[-1].append(post)
        room -= size
    return parts


def _size_of(post: Any) -> int:
    return len(str(post.content.rendered).encode()) + AROUND_BYTES


def _part_asked(request: HttpRequest, parts: int) -> int:
    """The number in the address. Raises Http404 for one that is not there."""
    asked = request.GET.get("page", "1")
    if not re.fullmatch("[1-9][0-9]{0,5}", asked) or int(asked) > parts:
        raise Http404
    return int(asked)


def _said(messages: list[MessageRow], posts: list[Any]) -> list[MessageRow]:
    """The messages that a page with these posts has room for, newest first."""
    room = PAGE_BYTES - sum(_size_of(post) for post in posts)
    found = []
    for one in messages:
        room -= len(one.html.encode()) + AROUND_BYTES
        if room < 0:
            break
        found.append(one)
    return found


def _plain_posts(posts: list[Any], viewer: Any, known: list[Any]) -> list[dict[str, Any]]:
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
