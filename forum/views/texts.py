"""A topic without pictures, scripts or fonts, on pages of at most 50 kB (forum.md §7, §15)."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from common.languages import reading_language
from common.reader import viewer_of
from forum.addresses import topic_url
from forum.engine import Post, Topic
from forum.models import PostState
from forum.permissions import posts_visible_in
from forum.selectors.asked import asked, language_of, subject_of
from forum.selectors.people import OF_AUTHOR
from forum.selectors.topics import line_to
from forum.text_parts import part_asked, parts_of, plain_posts
from forum.views.answers import for_readers


@for_readers
def topic(request: HttpRequest, pk: int) -> HttpResponse:
    """What is published in a topic that is published, as text; 404 for what one does not see."""
    viewer = viewer_of(request)
    seen = Topic.objects.visible_to(viewer).filter(approved=True).select_related("forum", "info")
    found = seen.annotate(asked=asked()).get(pk=pk)
    posts = _published_in(found, viewer)
    parts = parts_of(posts)
    at = part_asked(request, len(parts))
    context = {
        "title": subject_of(found),
        "lang": language_of(found),
        "room": line_to(found.forum, reading_language())[-1],
        "url": topic_url(found.pk, found.slug),
        "posts": plain_posts(parts[at - 1], viewer, posts),
        "at": at,
        "parts": len(parts),
        "site_name": settings.SITE_NAME,
    }
    return render(request, "forum/topic_text.html", context)


def _published_in(topic: Any, viewer: Any) -> list[Any]:
    """The posts in order, each with who signed it. One query."""
    people = (f"contribution__{path}" for path in OF_AUTHOR)
    rows = Post.objects.filter(
        posts_visible_in(viewer, topic), contribution__state=PostState.PUBLISHED
    )
    return list(rows.select_related(*people).order_by("created", "pk"))
