"""An e-discussion without pictures, scripts or fonts, on pages of at most 50 kB (forum.md §15)."""

from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone

from common.languages import reading_url
from common.reader import viewer_of
from forum.engine import Post
from forum.models import OVER, DiscussionState, EDiscussionPage, PostKind, PostState
from forum.selectors.discussion_rows import row_of
from forum.selectors.discussions import QuestionRow, question_rows
from forum.selectors.from_hosts import MessageRow, latest_syntheses, message_rows
from forum.selectors.people import OF_AUTHOR
from forum.text_parts import PAGE_BYTES, bytes_of, part_asked, parts_of, plain_posts, size_of


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
    parts = parts_of(posts)
    is_long = not is_part and len(parts) > 1
    at = part_asked(request, len(parts)) if is_part else 1
    said = _said(messages, [] if is_long else parts[at - 1]) if at == 1 else []
    for post in posts:
        threads.get(post.topic_id, general).answers += 1
    if not is_long:
        for shown in plain_posts(parts[at - 1], viewer, posts):
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
            "has_begun": state == DiscussionState.OPEN or state in OVER,
            "site_name": settings.SITE_NAME,
        },
    )


def syntheses_page(page: EDiscussionPage, request: HttpRequest) -> HttpResponse:
    """What the hosts have summarised, the account of the whole first, in as many pages as it needs.

    A page of its own: that of everything said asks as much as it may.
    """
    rows = latest_syntheses(viewer_of(request), page)
    rows.sort(key=lambda one: one.week is not None)  # weeks stay: the newest first
    parts = parts_of(rows, lambda one: bytes_of(one.html))
    at = part_asked(request, len(parts))
    context = {
        "page": page,
        "rows": parts[at - 1],
        "at": at,
        "parts": len(parts),
        "url": reading_url(page),
        "site_name": settings.SITE_NAME,
    }
    return TemplateResponse(request, "forum/syntheses_text.html", context)


def contributions_in(page: EDiscussionPage, viewer: Any) -> Any:
    """What was published in the discussion, as far as `viewer` sees it, with OF_AUTHOR."""
    people = (f"contribution__{path}" for path in OF_AUTHOR)
    posts = Post.objects.visible_to(viewer).filter(
        contribution__discussion=page.discussion,
        contribution__kind=PostKind.CONTRIBUTION,
        contribution__state=PostState.PUBLISHED,
    )
    return posts.select_related("topic", *people)


def _said(messages: list[MessageRow], posts: list[Any]) -> list[MessageRow]:
    """The messages that a page with these posts has room for, newest first."""
    room = PAGE_BYTES - sum(size_of(post) for post in posts)
    found = []
    for one in messages:
        room -= bytes_of(one.html)
        if room < 0:
            break
        found.append(one)
    return found
