"""What an event is now, and what the database refuses."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from events.models import (
    EventLink,
    EventOrganisation,
    EventPage,
    EventStatus,
    Session,
    Speaker,
    State,
)
from events.services import recompute_moments
from tests.factories.events import an_event

BEGIN = datetime(2026, 11, 27, 14, tzinfo=UTC)
HOUR = timedelta(hours=1)


def session(day, start, end, zone="Europe/Paris", **fields):
    start, end = (time.fromisoformat(clock) for clock in (start, end))
    return Session(day=date.fromisoformat(day), start_time=start, end_time=end, zone=zone, **fields)


@pytest.mark.parametrize(
    ("now", "state"),
    [
        (BEGIN - timedelta(days=2), State.UPCOMING),
        (BEGIN - timedelta(seconds=1), State.UPCOMING),
        (BEGIN, State.NOW),
        (BEGIN + HOUR - timedelta(seconds=1), State.NOW),
        (BEGIN + HOUR, State.ENDED),
    ],
)
def test_the_clock_says_whether_an_event_is_to_come_on_or_over(now, state, event):
    assert event.state_at(now) is state


@pytest.mark.parametrize("now", [BEGIN - HOUR, BEGIN, BEGIN + 2 * HOUR])
def test_a_cancelled_event_is_cancelled_at_any_time(now, event):
    event.status = EventStatus.CANCELLED
    assert event.state_at(now) is State.CANCELLED


def test_an_event_reported_as_held_is_held(event):
    event.status = EventStatus.HELD
    assert event.state_at(BEGIN + 2 * HOUR) is State.HELD


def test_a_month_does_not_go_on_all_month(db):
    event = an_event(start="2026-10", zone="")
    assert event.state_at(datetime(2026, 10, 15, tzinfo=UTC)) is State.UPCOMING
    assert event.state_at(datetime(2026, 11, 1, tzinfo=UTC)) is State.ENDED


def test_two_days_with_sessions_go_on_from_the_first_to_the_last_session(db):
    """platform.md §14: two-day events with different hours are sessions."""
    sessions = [
        session("2021-09-01", "09:00", "11:30"),
        session("2021-09-02", "15:30", "18:00"),
    ]
    event = an_event(start="2021-09-01", end="2021-09-02", sessions=sessions)
    assert event.begins == datetime(2021, 9, 1, 7, tzinfo=UTC)
    assert event.finishes == datetime(2021, 9, 2, 16, tzinfo=UTC)
    assert event.state_at(datetime(2021, 9, 1, 20, tzinfo=UTC)) is State.NOW


def test_a_whole_day_is_the_day_of_the_place(db):
    event = an_event(start="2026-12-18", zone="Asia/Manila")
    assert event.begins == datetime(2026, 12, 17, 16, tzinfo=UTC)
    assert event.finishes == datetime(2026, 12, 18, 16, tzinfo=UTC)


@given(
    st.sampled_from(["", "2004", "2016-10", "2026-11-27", "2026-02-30", "x", "0000", "9999-12-31"]),
    st.sampled_from(["", "2003", "2026-11-28", "2026-11-26", "10000"]),
    st.sampled_from([None, time(17), time(2, 30)]),
    st.sampled_from(["", "UTC", "Europe/Paris", "CEST", "Nowhere/There"]),
)
def test_any_draft_can_be_saved(start, end, clock, zone):
    """Half-written dates give no span, never an error."""
    event = EventPage(start=start, end=end, start_time=clock, end_time=clock, zone=zone)
    span = event.span()
    assert span is None or span.begins <= span.finishes


@pytest.mark.parametrize("start", ["2026-13", "27.11.2026", "1899", "2200-01-01", "2026-02-30"])
def test_broken_dates_are_refused_when_published(start, event):
    event.start = start
    with pytest.raises(ValidationError) as refusal:
        event.full_clean()
    assert "start" in refusal.value.message_dict


def test_the_database_refuses_an_event_that_ends_before_it_starts(event):
    with pytest.raises(IntegrityError), transaction.atomic():
        EventPage.objects.filter(pk=event.pk).update(finishes=event.begins - HOUR)


def test_the_database_refuses_a_session_that_ends_before_it_starts(db):
    held = session("2026-11-27", "17:00", "18:00")
    an_event(sessions=[held])
    with pytest.raises(IntegrityError), transaction.atomic():
        Session.objects.update(ends=BEGIN - 10 * HOUR)


@pytest.mark.parametrize(
    ("bad", "field"),
    [
        (session("2026-03-29", "02:30", "04:00"), "start_time"),
        (session("2026-03-29", "01:00", "02:30"), "end_time"),
        (session("2026-11-27", "18:00", "17:00"), "end_time"),
        (session("2026-11-27", "17:00", "18:00", zone="CEST"), "zone"),
        (session("0001-01-01", "17:00", "18:00"), "day"),
        (session("9999-12-31", "17:00", "18:00"), "day"),
    ],
)
def test_a_session_that_no_clock_can_show_is_refused_at_its_field(bad, field):
    with pytest.raises(ValidationError) as refusal:
        bad.full_clean(exclude=["event", "locale", "starts", "ends"], validate_constraints=False)
    assert field in refusal.value.message_dict


def test_a_session_past_midnight_says_its_last_day(db):
    late = session("2026-11-27", "22:00", "01:00", end_day=date(2026, 11, 28))
    late.set_moments()
    assert late.ends - late.starts == 3 * HOUR


def test_a_session_in_the_hour_that_comes_twice_lasts_as_long_as_it_says(db):
    """Clocks in Paris go back at 03:00 on 25 October 2026."""
    night = session("2026-10-25", "02:30", "02:15")
    night.clean()
    assert night.ends - night.starts == timedelta(minutes=45)


@pytest.mark.parametrize(
    "empty",
    [Speaker(), EventOrganisation(), EventLink()],
    ids=["speaker", "organisation", "link"],
)
def test_a_row_that_says_nothing_is_refused(empty):
    with pytest.raises(ValidationError):
        empty.clean()


def test_when_a_country_changes_its_clocks_the_moment_follows(event):
    """Stand-in for new rules: the stored moment is an hour off."""
    EventPage.objects.update(begins=BEGIN - HOUR)
    assert recompute_moments(as_of=BEGIN - 2 * HOUR) == 1
    assert EventPage.objects.get().begins == BEGIN
    assert recompute_moments(as_of=BEGIN - 2 * HOUR) == 0


def test_coming_and_past_part_all_dated_events(event, db):
    others = [
        an_event(start="2004"),
        an_event(start="2026-12"),
        an_event(start="", external_id="event-undated", status="held"),
        an_event(start="2026-11-27", status="cancelled"),
    ]
    now = BEGIN + timedelta(minutes=5)
    coming, past = EventPage.objects.coming(now), EventPage.objects.past(now)
    assert set(coming) == {event, others[1], others[3]}
    assert list(past) == [others[0], others[2]]
