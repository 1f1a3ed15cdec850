"""The jobs of learning on the clock."""

from datetime import datetime, timedelta

from common.periodic import register
from learning.auditing import audit_grades, audit_learners
from learning.compacting import compact_events
from learning.completion import complete_who_is_done
from learning.taking.closing import close_overdue_attempts


@register("learning.attempts", every=timedelta(minutes=1))
def close_attempts(now: datetime) -> None:
    """Attempts whose time is up are sent, or end, as their quiz says."""
    close_overdue_attempts(now=now)


@register("learning.completion", every=timedelta(days=1))
def complete(now: datetime) -> None:
    """Who had done everything but an item that was taken away since has completed the course."""
    complete_who_is_done()


@register("learning.audit", every=timedelta(days=1))
def audit(now: datetime) -> None:
    """Marks of the last two days are what their answers are worth; nobody lost what they did."""
    audit_grades(since=now - timedelta(days=2))
    audit_learners()


@register("learning.compaction", every=timedelta(days=1))
def compact(now: datetime) -> None:
    """Saves that were written over go after 24 months, previews after 30 days."""
    compact_events(now=now)
