"""When an act on an e-discussion makes sense: its service asks, and its form before it is filled.

Each raises NotNow or Closed with the reason, judged by the clock (forum.md §4). A repeat, which a
service takes for a second tap, is its own affair: a form is not opened for one.
"""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from forum.errors import Closed, NotNow
from forum.models import (
    OVER,
    DiscussionState,
    EDiscussion,
    HostMessage,
    MessageKind,
    Role,
    Synthesis,
    SynthesisKind,
    SynthesisState,
)
from forum.services.posting import LATE


# --- Its life ---------------------------------------------------------------------------------
def check_in_preparation(discussion: EDiscussion) -> None:
    """Dates and readers can be chosen."""
    check_not_cancelled(discussion)
    if discussion.state in OVER:
        raise NotNow(_("The discussion has closed."))
    if discussion.state != DiscussionState.DRAFT:
        raise NotNow(_("The discussion is announced: extend it to change its end."))


def check_cancellable(discussion: EDiscussion, now: datetime) -> None:
    """It has not begun."""
    check_not_cancelled(discussion)
    is_draft = discussion.state == DiscussionState.DRAFT
    if not is_draft and discussion.state_at(now) != DiscussionState.ANNOUNCED:
        raise NotNow(_("A discussion that has begun is closed, not cancelled."))


def check_openable(discussion: EDiscussion) -> None:
    """It is announced, and its welcome is published."""
    if discussion.state != DiscussionState.ANNOUNCED:
        raise NotNow(_("Only an announced discussion can open."))
    if not discussion.is_welcomed():
        raise NotNow(_("Publish a welcome message first: the discussion opens with it."))


def check_extendable(discussion: EDiscussion, now: datetime) -> None:
    """It is open."""
    if discussion.state_at(now) != DiscussionState.OPEN:
        raise NotNow(_("Only an open discussion can be extended."))


def check_closable(discussion: EDiscussion, now: datetime) -> None:
    """It is open, or over by the clock that nobody has heard yet."""
    is_on = discussion.state_at(now) in (DiscussionState.OPEN, DiscussionState.SUMMARISING)
    if discussion.state in OVER or not is_on:
        raise NotNow(_("Only an open discussion can be closed."))


def check_concludable(discussion: EDiscussion) -> None:
    """It is over, and not concluded."""
    if discussion.state != DiscussionState.SUMMARISING:
        raise NotNow(_("Only a discussion that is being summarised can be concluded."))


def check_not_cancelled(discussion: EDiscussion) -> None:
    """What is written or prepared for it can still be of use."""
    if discussion.state == DiscussionState.CANCELLED:
        raise NotNow(_("This discussion was cancelled."))


# --- What is said in it ------------------------------------------------------------------------
def check_begun(discussion: EDiscussion, now: datetime) -> None:
    """It takes texts, or has closed: its threads say themselves when they open and close.

    It does not open without a welcome; what comes within a day of its end is taken for the host.
    """
    state = discussion.state_at(now)
    if state == DiscussionState.CANCELLED:
        raise Closed(_("This discussion was cancelled."))
    if state in (DiscussionState.DRAFT, DiscussionState.ANNOUNCED):
        raise Closed(_("The discussion is not open yet."), opens_at=discussion.opens_at)


def check_takes_texts(discussion: EDiscussion, now: datetime) -> None:
    """It is open, or closed for less than a day."""
    check_begun(discussion, now)
    if discussion.closes_at is not None and now >= discussion.closes_at + LATE:
        raise Closed(_("The discussion has closed."), closes_at=discussion.closes_at)


def check_running(discussion: EDiscussion, now: datetime) -> None:
    """It is open: nothing is begun in one that has closed, nor asked for."""
    check_begun(discussion, now)
    if discussion.state_at(now) != DiscussionState.OPEN:
        raise Closed(_("The discussion has closed."), closes_at=discussion.closes_at)


def check_kind_of_message(discussion: EDiscussion, kind: str, now: datetime) -> None:
    """Nobody is welcomed to what is over."""
    if kind == MessageKind.WELCOME and discussion.state_at(now) in OVER:
        raise NotNow(_("The discussion has closed: a welcome comes too late."))


def check_message_ready(message: HostMessage, now: datetime) -> None:
    """A draft of a message can be published."""
    check_not_cancelled(message.discussion)
    check_kind_of_message(message.discussion, message.kind, now)
    state = message.discussion.state
    if state == DiscussionState.DRAFT:
        raise NotNow(_("Announce the discussion first."))
    if message.kind == MessageKind.IMPACT and state != DiscussionState.CLOSED:
        raise NotNow(_("What became of a discussion is told once it is closed."))


def check_synthesis_ready(synthesis: Synthesis, discussion: EDiscussion, now: datetime) -> None:
    """A draft of a synthesis can be published."""
    check_not_cancelled(discussion)
    if synthesis.state != SynthesisState.DRAFT:
        raise NotNow(_("This version was replaced by a later one."))
    if not synthesis.texts.exists():
        raise NotNow(_("Write it in at least one language first."))
    state = discussion.state_at(now)
    if synthesis.kind == SynthesisKind.WEEKLY:
        if state != DiscussionState.OPEN and state not in OVER:
            raise NotNow(_("A week is summarised once it has begun."))
        if (synthesis.week or 0) > discussion.week_at(now):
            raise NotNow(_("This week has not begun."))
    elif state not in OVER:
        raise NotNow(_("The whole is summarised once the discussion has closed."))


# --- Who has a part ----------------------------------------------------------------------------
def check_can_leave(discussion: EDiscussion, user: Any, role: str) -> None:
    """Somebody hosts it without this part too, once it is announced."""
    if role != Role.HOST or discussion.state == DiscussionState.DRAFT:
        return
    if not discussion.roles.filter(role=Role.HOST).exclude(user=user).exists():
        raise NotNow(_("A discussion needs a host: name another one first."))
