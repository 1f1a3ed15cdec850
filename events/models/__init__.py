"""The models of events, cut by the reader's words."""

from events.models.events import EventPage, EventStatus, Mode, State
from events.models.parts import EventLink, EventOrganisation, Session, Speaker
from events.models.sections import EventIndexPage

__all__ = [
    "EventIndexPage",
    "EventLink",
    "EventOrganisation",
    "EventPage",
    "EventStatus",
    "Mode",
    "Session",
    "Speaker",
    "State",
]
