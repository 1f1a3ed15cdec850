"""Writes of events that no editor makes."""

from datetime import datetime

from events.models import EventPage, Session


def recompute_moments(*, as_of: datetime) -> int:
    """Compute again when coming sessions and events are, from their local times.

    A country that changes its clocks moves the moment, not what the programme says. Returns how
    many rows changed. A second call changes nothing.
    """
    changed = 0
    for session in Session.objects.filter(ends__gt=as_of).iterator():
        before = (session.starts, session.ends)
        session.set_moments()
        if before != (session.starts, session.ends):
            Session.objects.filter(pk=session.pk).update(starts=session.starts, ends=session.ends)
            changed += 1
    for event in EventPage.objects.filter(finishes__gt=as_of).prefetch_related("sessions"):
        span = event.span()
        if span and (span.begins, span.finishes) != (event.begins, event.finishes):
            # Not save(): nothing an editor wrote has changed, so no revision and no signal.
            EventPage.objects.filter(pk=event.pk).update(begins=span.begins, finishes=span.finishes)
            changed += 1
    return changed
