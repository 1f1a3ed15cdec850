"""What is new in an e-discussion as a feed."""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from common.feeds import FEED_SIZE, Feed, FeedItem, feed_response, identifier
from common.languages import reading_url
from common.plain import plain_of_html
from forum.addresses import post_url
from forum.discussion_permissions import can_view_discussion
from forum.discussion_text import contributions_in
from forum.models import EDiscussionPage
from forum.rendering import without_names
from forum.selectors.asked import asked, subject_of
from forum.selectors.from_hosts import (
    MessageRow,
    SynthesisRow,
    latest_syntheses,
    message_rows,
)
from forum.selectors.people import signature_of

EXCERPT = 500  # characters, of a feed's entry


def feed(page: EDiscussionPage, request: HttpRequest) -> HttpResponse:
    """Answers, messages of the hosts and syntheses, the newest first, as anybody may see them.

    Programs have no account (SEC13). Four queries.
    """
    guest = AnonymousUser()
    if not can_view_discussion(guest, page.discussion):
        raise Http404
    url, key = page.get_url(request), page.translation_key
    found = [
        one for part in (_answers_in, _messages_in, _syntheses_in) for one in part(page, guest)
    ]
    items = sorted(found, key=lambda one: one.published, reverse=True)[:FEED_SIZE]
    made = Feed(
        id=identifier(key, f"{page.locale.language_code}:feed"),
        title=_("%(site)s: %(title)s") % {"site": settings.SITE_NAME, "title": page.title},
        url=url,
        feed_url=f"{url}feed.atom",
        language=page.locale.language_code,
        summary=page.summary,
        items=items,
    )
    return feed_response(request, made, "atom")


def _answers_in(page: EDiscussionPage, guest: AnonymousUser) -> list[FeedItem]:
    posts = contributions_in(page, guest).annotate(asked=asked("topic")).order_by("-created", "-pk")
    return [
        FeedItem(
            id=identifier(page.translation_key, f"post:{post.pk}"),
            title=subject_of(post.topic, post),
            url=post_url(post.pk),
            published=post.created,
            updated=post.contribution.edited_at or post.created,
            language=post.contribution.language,
            summary=plain_of_html(without_names(post.content.rendered))[:EXCERPT],
            authors=(signature_of(post.contribution, guest).name,),
        )
        for post in posts[:FEED_SIZE]
    ]


def _messages_in(page: EDiscussionPage, guest: AnonymousUser) -> list[FeedItem]:
    below = f"{reading_url(page)}messages/#message-"
    rows = message_rows(guest, page.discussion)[:FEED_SIZE]
    return [
        _of_hosts(page, f"message:{one.pk}", one.subject, f"{below}{one.pk}", one) for one in rows
    ]


def _syntheses_in(page: EDiscussionPage, guest: AnonymousUser) -> list[FeedItem]:
    rows = latest_syntheses(guest, page)
    return [_of_hosts(page, f"synthesis:{one.pk}", one.title, one.url, one) for one in rows]


def _of_hosts(
    page: EDiscussionPage, name: str, title: str, url: str, one: MessageRow | SynthesisRow
) -> FeedItem:
    at = one.at or timezone.now()  # what is published has a moment
    return FeedItem(
        id=identifier(page.translation_key, name),
        title=title,
        url=url,
        published=at,
        updated=at,
        language=one.lang,
        summary=plain_of_html(one.html)[:EXCERPT],
        authors=(one.author.name,),
    )
