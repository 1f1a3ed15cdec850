"""E-discussions open, remind and end by the clock (forum.md §4); their figures are counted."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import transaction

from forum.models import DiscussionState, EDiscussion
from forum.services import discussion_telling
from forum.services.hosting import close_contributions, locked, open_discussion
from forum.statistics import freeze

log = structlog.get_logger(__name__)

CLOSING_SOON = timedelta(hours=48)


def keep_time(*, now: datetime) -> int:
    """Open, remind and close what is due at `now`. Returns how many. A second call does nothing.

    Pages and services judge the clock themselves: a late run lets nothing in and keeps nobody out.
    """
    due = EDiscussion.objects.filter(state=DiscussionState.ANNOUNCED, opens_at__lte=now)
    done = _each(
        due, lambda one: one.is_welcomed() and open_discussion(host=None, discussion=one, now=now)
    )
    running = EDiscussion.objects.filter(state=DiscussionState.OPEN)
    over = running.filter(closes_at__lte=now)
    done += _each(over, lambda one: close_contributions(host=None, discussion=one, now=now))
    soon = {"closes_at__gt": now, "closes_at__lte": now + CLOSING_SOON}
    untold = running.filter(closing_told_at__isnull=True, **soon)
    return done + _each(untold, lambda one: _tell_of_end(one, now))


def _each(discussions: Iterable[EDiscussion], act: Callable[[EDiscussion], Any]) -> int:
    """Do it with each, whatever becomes of the others. Returns with how many it was done."""
    done = 0
    for one in discussions:
        try:
            done += bool(act(one))
        except Exception:  # whatever it is: the others must open and close on time
            log.exception("discussion_left_as_it_was", discussion=one.pk)
    return done


@transaction.atomic
def _tell_of_end(discussion: EDiscussion, now: datetime) -> int:
    discussion = locked(discussion)
    if discussion.closing_told_at is not None or discussion.state != DiscussionState.OPEN:
        return 0
    discussion.closing_told_at = now
    discussion.save(update_fields=["closing_told_at", "updated"])
    discussion_telling.closes_soon(discussion)
    return 1


def refresh_statistics(*, now: datetime) -> int:
    """Count anew for every open discussion; those that are over stand still. Returns how many."""
    running = EDiscussion.objects.filter(state=DiscussionState.OPEN)
    return _each(running, lambda one: _refresh(one, now))


@transaction.atomic
def _refresh(discussion: EDiscussion, now: datetime) -> bool:
    discussion = locked(discussion)
    if discussion.state != DiscussionState.OPEN:
        return False
    freeze(discussion, now)
    discussion.save(update_fields=["statistics_frozen", "statistics_at", "updated"])
    return True
