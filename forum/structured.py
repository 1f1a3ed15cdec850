"""What search engines are told of a public topic (schema.org DiscussionForumPosting)."""

from html import unescape
from typing import Any

from django.utils.html import strip_tags

from common.feeds import absolute
from forum.models import PostState
from forum.selectors import PostRow, TopicPage


def posting_data(found: TopicPage, url: str) -> dict[str, Any] | None:
    """A topic as a reader without an account sees it, with the answers of this page.

    Names are those the members made public. None for a page without a published post.
    """
    posts = [post for post in found.posts if post.state == PostState.PUBLISHED]
    if not posts:
        return None
    first, *rest = posts
    return {
        "@context": "https://schema.org",
        "@type": "DiscussionForumPosting",
        "headline": found.subject,
        "url": url,
        "interactionStatistic": {
            "@type": "InteractionCounter",
            "interactionType": "https://schema.org/CommentAction",
            "userInteractionCount": found.answers,
        },
        **_text_of(first),
        "comment": [
            {"@type": "Comment", "url": absolute(post.url), **_text_of(post)} for post in rest
        ],
    }


def _text_of(post: PostRow) -> dict[str, Any]:
    return {
        "text": unescape(strip_tags(post.html)).strip(),
        "inLanguage": post.lang,
        "datePublished": post.at.isoformat(),
        "author": {"@type": "Person", "name": post.signature.name},
    }
