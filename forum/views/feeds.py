"""Atom and RSS of the forum, of a room, of a topic: what anybody may read, whoever asks."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from common.feeds import FEED_SIZE, FORMATS, Feed, FeedItem, FeedLink, feed_response, identifier
from common.languages import reading_language
from forum.addresses import forum_url, post_url, topic_url
from forum.engine import Forum, Post, Topic
from forum.models import PostState
from forum.rendering import read
from forum.selectors.people import OF_AUTHOR, signature_of
from forum.selectors.topics import names_of_forums
from forum.views.answers import for_readers

EXCERPT = 500  # characters
# Entries keep their identifiers when addresses change (RFC 4287 §4.2.6).
NAMESPACE = uuid.UUID("0d1a7c1e-5f1b-4f0e-9d7b-6a3f2c9b8e51")


@for_readers
def of_all(request: HttpRequest, kind: str) -> HttpResponse:
    """The newest posts of all public rooms."""
    return _answer(request, kind, _("Forum"), reverse("forum:index"), _newest())


@for_readers
def of_forum(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The newest posts of a public room; 404 for any other."""
    forum = Forum.objects.visible_to(AnonymousUser()).get(pk=pk)
    language = reading_language()
    name = names_of_forums([pk], language).get(pk, (forum.name, ""))[0]
    url = forum_url(pk, forum.slug)
    return _answer(request, kind, name, url, _newest(topic__forum=pk))


@for_readers
def of_topic(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The newest posts of a topic that anybody may read; 404 for any other."""
    topic = Topic.objects.visible_to(AnonymousUser()).get(pk=pk)
    return _answer(request, kind, topic.subject, topic_url(pk, topic.slug), _newest(topic=pk))


def feed_links(name: str, title: str, pk: int | None = None) -> list[FeedLink]:
    """Both feeds of a page, for `components/feed_links.html` and `feed_line.html`."""
    kwargs = {} if pk is None else {"pk": pk}
    return [
        FeedLink(
            f"{title} ({label})",
            label,
            FORMATS[kind][0],
            reverse(name, kwargs={"kind": kind, **kwargs}),
        )
        for kind, label in (("atom", "Atom"), ("rss", "RSS"))
    ]


def _newest(**where: Any) -> Iterable[Any]:
    """Published posts that anybody may read; nothing is kept between two requests (S5)."""
    authors = (f"contribution__{path}" for path in OF_AUTHOR)
    rows = Post.objects.visible_to(AnonymousUser()).filter(
        contribution__state=PostState.PUBLISHED, **where
    )
    return rows.select_related("topic", *authors).order_by("-created", "-pk")[:FEED_SIZE]


def _answer(
    request: HttpRequest, kind: str, title: str, url: str, posts: Iterable[Any]
) -> HttpResponse:
    language = reading_language()
    feed = Feed(
        id=identifier(NAMESPACE, f"{language} {request.path.rpartition('.')[0]}"),
        title=_("%(site)s: %(title)s") % {"site": settings.SITE_NAME, "title": title},
        url=url,
        feed_url=request.path,
        language=language,
        summary="",
        items=[_item(post) for post in posts],
    )
    return feed_response(request, feed, kind)


def _item(post: Any) -> FeedItem:
    one = post.contribution
    return FeedItem(
        id=identifier(NAMESPACE, f"post {post.pk}"),
        title=post.topic.subject,
        url=post_url(post.pk),
        published=one.published_at,
        updated=one.edited_at or one.published_at,
        language=one.language,
        summary=Truncator(read(post.content.raw).words).chars(EXCERPT),
        authors=(signature_of(one, AnonymousUser()).name,),
    )
