"""Calendar files: whatever an event holds, programs read back the same."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar
from wagtail.models import Locale

from events import ical
from events.models import EventPage, Session
from tests.factories.events import an_event
from tests.factories.taxonomy import CountryFactory, ThemeFactory

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _the_demos_today():
    with time_machine.travel(NOW, tick=False):
        yield


def entries_of(body):
    return list(Calendar.from_ical(body).walk("VEVENT"))


def an_unsaved_event(**fields):
    """A whole day, not in the database."""
    event = EventPage(**{"title": "Day", "start": "2026-12-18", "status": "planned"} | fields)
    span = event.span()
    event.begins, event.finishes = span.begins, span.finishes
    event.last_published_at = NOW
    return event


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)


@given(texts, texts, texts)
def test_any_text_is_read_back_and_lines_are_folded(title, summary, place):
    """RFC 5545 §3.1: lines of at most 75 octets; §3.3.11: escaped text."""
    entry = ical.Entry(
        an_unsaved_event(title=title, summary=summary), "https://x.example/", [], place
    )
    body = ical.calendar_of([entry], name=title, now=NOW)
    assert all(len(line) <= 75 for line in body.split(b"\r\n"))
    read = entries_of(body)[0]
    expected = title.replace("\r\n", "\n").replace("\r", "\n").translate(ical.NO_CHARACTER_OF_TEXT)
    assert str(read["SUMMARY"]) == expected
    assert read["DTSTART"].dt == date(2026, 12, 18)
    assert read["DTEND"].dt == date(2026, 12, 19)


def test_an_event_with_a_time_is_written_in_utc(event, client):
    response = client.get(f"{event.url}event.ics")
    assert response["Content-Type"].startswith("text/calendar")
    (entry,) = entries_of(response.content)
    assert entry["DTSTART"].dt == datetime(2026, 11, 27, 14, tzinfo=UTC)
    assert entry["DTEND"].dt == datetime(2026, 11, 27, 15, tzinfo=UTC)
    assert str(entry["UID"]) == f"{event.translation_key}@m4dnet"
    assert str(entry["URL"]).endswith(event.url)


def test_a_name_in_calendars_stays_and_the_sequence_rises(event, client):
    (before,) = entries_of(client.get(f"{event.url}event.ics").content)
    event.title, event.start_time = "Moved", time(16)
    with time_machine.travel(NOW + timedelta(minutes=5), tick=False):
        event.save_revision().publish()
        (after,) = entries_of(client.get(f"{event.url}event.ics").content)
    assert before["UID"] == after["UID"]
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert after["DTSTART"].dt < before["DTSTART"].dt


def test_a_cancelled_event_stays_in_calendars_as_cancelled(client):
    event = an_event(status="cancelled")
    (entry,) = entries_of(client.get(f"{event.url}event.ics").content)
    assert str(entry["STATUS"]) == "CANCELLED"
    assert "CANCELLED" in client.get("/events.ics").content.decode()


def test_two_days_with_sessions_are_two_entries(client):
    sessions = [
        Session(day=date(2026, 12, 9), start_time=time(9), end_time=time(10), zone="Europe/Paris"),
        Session(day=date(2026, 12, 9), start_time=time(11), end_time=time(12), zone="Europe/Paris"),
        Session(
            title="Second day", day=date(2026, 12, 10), start_time=time(15), end_time=time(16),
            zone="Europe/Paris",
        ),
    ]  # fmt: skip
    event = an_event(start="2026-12-09", end="2026-12-10", sessions=sessions)
    first, second = entries_of(client.get(f"{event.url}event.ics").content)
    assert str(first["UID"]) == f"{event.translation_key}@m4dnet"
    assert (first["DTSTART"].dt.hour, first["DTEND"].dt.hour) == (8, 11)
    assert str(second["SUMMARY"]).endswith(": Second day")
    assert first["UID"] != second["UID"]


@pytest.mark.parametrize("start", ["2027", "2027-03"])
def test_what_is_known_to_the_month_only_is_in_no_calendar(start, client):
    event = an_event(start=start, zone="")
    assert client.get(f"{event.url}event.ics").status_code == 404
    assert entries_of(client.get("/events.ics").content) == []
    assert "Add to calendar" not in client.get(event.url).content.decode()


def test_the_calendar_of_all_events_takes_the_filters_of_the_list(client):
    data, senegal = ThemeFactory(code="data"), CountryFactory(code="SN")
    an_event(title="Alpha", themes=[data])
    an_event(title="Beta", countries=[senegal])
    an_event(title="Gamma")

    def titles(query):
        entries = entries_of(client.get(f"/events.ics?{query}").content)
        return {str(entry["SUMMARY"]) for entry in entries}

    assert titles("") == {"Alpha", "Beta", "Gamma"}
    assert titles("theme=data") == {"Alpha"}
    assert titles("country=SN") == {"Beta"}
    assert titles("theme=data&country=SN") == set()
    assert titles("theme=nonsense&lang=zz&lang=&x=%01") == {"Alpha", "Beta", "Gamma"}


def test_words_of_another_language_than_the_calendars_are_marked(event, client):
    """RFC 5545 §3.2.10: an original stands in for a translation that does not exist."""
    Locale.objects.get_or_create(language_code="fr")
    (own,) = entries_of(client.get("/events.ics").content)
    assert "LANGUAGE" not in own["SUMMARY"].params
    (french,) = entries_of(client.get("/events.ics?lang=fr").content)
    assert french["SUMMARY"].params["LANGUAGE"] == "en"
    assert french["DESCRIPTION"].params["LANGUAGE"] == "en"


def test_the_calendar_keeps_a_year_of_the_past(client):
    an_event(title="Last spring", start="2026-04-01", zone="")
    an_event(title="Long ago", start="2020-04-01", zone="")
    entries = entries_of(client.get("/events.ics").content)
    assert [str(entry["SUMMARY"]) for entry in entries] == ["Last spring"]


def test_an_unchanged_calendar_answers_304(event, client):
    tag = client.get("/events.ics")["ETag"]
    assert client.get("/events.ics", headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_the_calendar_is_only_read(method, client, db):
    assert getattr(client, method)("/events.ics").status_code == 405


def test_whole_days_do_not_make_people_busy(client):
    event = an_event(start="2026-12-18", zone="")
    (entry,) = entries_of(client.get(f"{event.url}event.ics").content)
    assert str(entry["TRANSP"]) == "TRANSPARENT"
