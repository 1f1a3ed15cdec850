"""E-discussions as rows of a list, with their state and their moments in words."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.languages import foreign_language, reading_url
from common.templatetags.m4d import language_name, long_date
from forum.models import (
    OVER,
    DiscussionState,
    EDiscussion,
    EDiscussionPage,
    HostMessage,
    MessageState,
)
from forum.selectors.windows import Moment, moment_of

if TYPE_CHECKING:
    from common.typing import AnyUser

LOOKS = {
    DiscussionState.DRAFT: "held",
    DiscussionState.ANNOUNCED: "due",
    DiscussionState.OPEN: "open",
    DiscussionState.SUMMARISING: "held",
    DiscussionState.CANCELLED: "wrong",
}


@dataclass(frozen=True, slots=True)
class DiscussionRow:
    """A discussion in a list. `look` is the code for components/status.html."""

    page: Any
    url: str
    title: str
    summary: str
    lang: str
    state: str
    look: str
    words: str
    opens: Moment | None
    closes: Moment | None
    languages: list[str]


def state_words(discussion: EDiscussion, state: str, now: datetime) -> str:
    """`Open e-discussion · closes in 9 days`, `Announced · opens on 2 November 2026`."""
    label = str(DiscussionState(state).label)
    if state == DiscussionState.OPEN and discussion.closes_at:
        days = (discussion.closes_at - now).days
        if days < 1:
            return _("Open e-discussion · closes within a day")
        words = ngettext(
            "Open e-discussion · closes in %(number)d day",
            "Open e-discussion · closes in %(number)d days",
            days,
        )
        return words % {"number": days}
    if state == DiscussionState.ANNOUNCED and discussion.opens_at:
        return _("Announced · opens on %(day)s") % {"day": long_date(discussion.opens_at)}
    return label


def row_of(page: Any, *, now: datetime, state: str = "") -> DiscussionRow:
    """A page with its discussion selected, as a row. Asks nothing where `state` is given."""
    discussion = page.discussion or EDiscussion()
    state = state or discussion.state_at(now)
    language = page.locale.language_code
    return DiscussionRow(
        page=page,
        url=reading_url(page),
        title=page.title,
        summary=page.summary,
        lang=foreign_language(page),
        state=state,
        look=LOOKS.get(DiscussionState(state), "closed"),
        words=state_words(discussion, state, now),
        opens=moment_of(discussion.opens_at),
        closes=moment_of(discussion.closes_at),
        languages=[language_name(code) for code in discussion.languages or [language]],
    )


def discussion_rows(viewer: "AnyUser", locale: Any) -> dict[str, list[DiscussionRow]]:
    """All discussions whose pages `viewer` may see: open, announced, past. Three queries."""
    pages = EDiscussionPage.objects.visible_to(viewer).in_language(locale)
    pages = pages.select_related("discussion", "locale").exclude(discussion=None)
    now = timezone.now()
    welcomed = set(
        HostMessage.objects.filter(kind="welcome", state=MessageState.PUBLISHED).values_list(
            "discussion", flat=True
        )
    )
    rows: dict[str, list[DiscussionRow]] = {"open": [], "coming": [], "past": []}
    for page in pages.order_by("-discussion__opens_at", "-pk"):
        state = _state_of(page.discussion, now, welcomed)
        row = row_of(page, now=now, state=state)
        if state == DiscussionState.OPEN:
            rows["open"].append(row)
        elif state == DiscussionState.ANNOUNCED:
            rows["coming"].insert(0, row)
        elif state in OVER:
            rows["past"].append(row)
    return rows


def _state_of(discussion: EDiscussion, now: datetime, welcomed: set[int]) -> str:
    """As `state_at`, where who is welcomed has been read for all."""
    if discussion.state == DiscussionState.ANNOUNCED and discussion.pk not in welcomed:
        return discussion.state
    return discussion.state_at(now) if discussion.state != DiscussionState.DRAFT else "draft"
