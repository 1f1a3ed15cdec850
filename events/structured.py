"""What search engines are told of an event (schema.org Event)."""

from typing import Any

from django.http import HttpRequest

from common.feeds import absolute
from events.models import EventOrganisation, EventPage, EventStatus, Mode

CANCELLED, SCHEDULED = "https://schema.org/EventCancelled", "https://schema.org/EventScheduled"
ATTENDANCE = {
    Mode.PLACE: "https://schema.org/OfflineEventAttendanceMode",
    Mode.ONLINE: "https://schema.org/OnlineEventAttendanceMode",
    Mode.BOTH: "https://schema.org/MixedEventAttendanceMode",
}


def event_data(event: EventPage, request: HttpRequest | None) -> dict[str, Any]:
    """JSON-LD as a dict; empty without a start, which schema.org and search engines require.

    The link to join is in no channel, so an online event's location is its page here.
    """
    if event.first is None:
        return {}
    url = absolute(event.get_url(request) or "/")
    starts = event.begins.isoformat() if event.begins and event.start_time else event.start
    ends = event.finishes.isoformat() if event.finishes and event.end_time else event.end
    cancelled = event.status == EventStatus.CANCELLED
    data = {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": event.title,
        "description": event.summary,
        "url": url,
        "inLanguage": event.locale.language_code,
        "startDate": starts,
        "endDate": ends,
        "eventStatus": CANCELLED if cancelled else SCHEDULED,
        "eventAttendanceMode": ATTENDANCE.get(event.mode),
        "location": _locations(event, url),
        "organizer": _organisers(event),
    }
    return {key: value for key, value in data.items() if value}


def _locations(event: EventPage, url: str) -> list[dict[str, Any]]:
    places: list[dict[str, Any]] = []
    if event.city or event.venue or event.country:
        address = {
            "@type": "PostalAddress",
            "addressLocality": event.city,
            "addressCountry": event.country.code if event.country else "",
        }
        address = {key: value for key, value in address.items() if value}
        places.append({"@type": "Place", "name": event.venue or event.city, "address": address})
    if event.mode in {Mode.ONLINE, Mode.BOTH}:
        places.append({"@type": "VirtualLocation", "url": url})
    return places


def _organisers(event: EventPage) -> list[dict[str, str]]:
    return [
        {"@type": "Organization", "name": str(one)}
        for one in event.organisations.all()
        if one.part == EventOrganisation.Part.ORGANISER
    ]
