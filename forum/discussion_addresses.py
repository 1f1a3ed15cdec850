"""Where a discussion is: its page in the reader's language, and what stands below it."""

from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef

from common.languages import reading_language, reading_url
from forum.models import EDiscussion, HostMessage, Synthesis, SynthesisState, TopicKind
from forum.permissions import THREADS, can_moderate

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
    """Where hosts move an answer of the thread "General", and where they quote one.

    "" for all others, and where nothing is being written to quote it in. Hosts have rights of
    moderators in the room of their discussion, so nobody else costs a query; note-takers, who have
    none, quote from the questions' pages.
    """
    nothing = {"assign_url": "", "quote_url": ""}
    if topic.info.kind not in THREADS or not can_moderate(viewer, topic.forum_id):
        return nothing
    drafts = Synthesis.objects.filter(discussion=OuterRef("pk"), state=SynthesisState.DRAFT)
    found = EDiscussion.objects.filter(forum=topic.forum_id).annotate(is_written=Exists(drafts))
    discussion: Any = found.prefetch_related(PAGES).first()
    if discussion is None:
        return nothing
    urls = dict(nothing)
    if topic.info.kind == TopicKind.GENERAL:
        urls["assign_url"] = discussion_url(discussion, "host/assign/")
    if discussion.is_written:
        urls["quote_url"] = discussion_url(discussion, "host/quote/")
    return urls


def synthesis_url(synthesis: Synthesis) -> str:
    below = f"synthesis/{synthesis.week}/" if synthesis.week else "summary/"
    return discussion_url(synthesis.discussion, below)


def message_url(message: HostMessage) -> str:
    return discussion_url(message.discussion, f"messages/#message-{message.pk}")
