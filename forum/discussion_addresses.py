"""Where a discussion is: its page in the reader's language, and what stands below it."""

from typing import TYPE_CHECKING, Any

from common.languages import reading_language, reading_url
from forum.access import access_for
from forum.discussion_permissions import can_host
from forum.models import (
    SUMMARISING_ROLES,
    DiscussionRole,
    EDiscussion,
    HostMessage,
    Synthesis,
    TopicKind,
)
from forum.permissions import THREADS
from forum.selectors.from_hosts import drafts_of

if TYPE_CHECKING:
    from common.typing import AnyUser

# What the functions below read of a discussion: to be prefetched.
PAGES = "pages__locale"


def page_of(discussion: EDiscussion) -> Any:
    """Its live page in the reader's language, else the oldest one; None before there is any.

    Asks nothing where PAGES is prefetched.
    """
    live = sorted((one for one in discussion.pages.all() if one.live), key=lambda one: one.pk)
    language = reading_language()
    mine = (one for one in live if one.locale.language_code == language)
    return next(mine, live[0] if live else None)


def title_of(discussion: EDiscussion) -> str:
    page = page_of(discussion)
    return page.title if page else ""


def discussion_url(discussion: EDiscussion, below: str = "") -> str:
    """The address of the discussion, or of what is `below` it ("messages/"); "/" without a page."""
    page = page_of(discussion)
    url = reading_url(page) if page else ""
    return f"{url}{below}" if url else "/"


def host_urls(viewer: "AnyUser", topic: Any) -> dict[str, str]:
    """Where hosts move an answer of the thread "General", and they and note-takers quote one.

    "" for all others, and where nothing is being written to quote it in. No query where the topic
    is no thread of a discussion, one where the reader has no part in it.
    """
    nothing = {"assign_url": "", "quote_url": ""}
    if topic.info.kind not in THREADS or not (viewer.is_authenticated and viewer.is_active):
        return nothing
    found = EDiscussion.objects.filter(forum=topic.forum_id)
    if not access_for(viewer).is_moderator:
        mine = DiscussionRole.objects.filter(user=viewer.pk, role__in=SUMMARISING_ROLES)
        found = found.filter(pk__in=mine.values("discussion"))
    discussion = found.prefetch_related(PAGES).first()
    if discussion is None:
        return nothing
    urls, is_general = dict(nothing), topic.info.kind == TopicKind.GENERAL
    if is_general and can_host(viewer, discussion):
        urls["assign_url"] = discussion_url(discussion, "host/assign/")
    if drafts_of(discussion).exists():
        urls["quote_url"] = discussion_url(discussion, "host/quote/")
    return urls


def synthesis_url(synthesis: Synthesis) -> str:
    below = f"synthesis/{synthesis.week}/" if synthesis.week else "summary/"
    return discussion_url(synthesis.discussion, below)


def message_url(message: HostMessage) -> str:
    return discussion_url(message.discussion, f"messages/#message-{message.pk}")
