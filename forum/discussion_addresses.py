"""Where a discussion is: its page in the reader's language, and what stands below it."""

from typing import TYPE_CHECKING, Any

from common.languages import reading_language, reading_url
from forum.discussion_permissions import can_host
from forum.models import EDiscussion, HostMessage, Synthesis, TopicKind

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


def assign_url(viewer: "AnyUser", topic: Any) -> str:
    """Where a host moves answers of the thread "General" to their question; "" for all others."""
    if topic.info.kind != TopicKind.GENERAL or not viewer.is_authenticated:
        return ""
    discussion = EDiscussion.objects.filter(general_topic=topic.pk).prefetch_related(PAGES).first()
    if discussion is None or not can_host(viewer, discussion):
        return ""
    return discussion_url(discussion, "host/assign/")


def synthesis_url(synthesis: Synthesis) -> str:
    below = f"synthesis/{synthesis.week}/" if synthesis.week else "summary/"
    return discussion_url(synthesis.discussion, below)


def message_url(message: HostMessage) -> str:
    return discussion_url(message.discussion, f"messages/#message-{message.pk}")
