"""Local times and zones: right across clock changes, and never a time that no clock shows."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from hypothesis import assume, given
from hypothesis import strategies as st

from common.partial_dates import PartialDate
from events.moments import (
    Month,
    NoSuchTime,
    moment,
    span_of_days,
    validate_day,
    validate_zone,
    zone_names,
)

days = st.dates(date(1970, 1, 1), date(2100, 1, 1))
clocks = st.times().map(lambda clock: clock.replace(second=0, microsecond=0))
zones = st.sampled_from(sorted(zone_names()))


@given(days, clocks, zones)
def test_a_moment_shows_the_local_time_it_was_made_from(day, clock, zone):
    try:
        at = moment(day, clock, zone)
    except NoSuchTime:
        assume(False)
    local = at.astimezone(ZoneInfo(zone))
    assert (local.date(), local.time()) == (day, clock)


@given(days, clocks, zones)
def test_of_an_hour_that_comes_twice_the_second_follows_the_first(day, clock, zone):
    try:
        first = moment(day, clock, zone)
    except NoSuchTime:
        assume(False)
    second = moment(day, clock, zone, after=first)
    assert second >= first
    assert second - first <= timedelta(hours=24)


def test_a_time_that_clocks_skip_is_refused():
    """platform.md §14: in Paris clocks go from 02:00 to 03:00 on 29 March 2026."""
    with pytest.raises(NoSuchTime):
        moment(date(2026, 3, 29), time(2, 30), "Europe/Paris")


def test_the_hour_before_and_after_the_change_are_an_hour_apart():
    before = moment(date(2026, 3, 29), time(1, 30), "Europe/Paris")
    after = moment(date(2026, 3, 29), time(3, 30), "Europe/Paris")
    assert after - before == timedelta(hours=1)


def test_an_hour_that_comes_twice_means_the_first_unless_that_is_over():
    """In Paris 25 October 2026 has 02:30 twice: at 00:30 and at 01:30 UTC."""
    day, half_past_two = date(2026, 10, 25), time(2, 30)
    first = moment(day, half_past_two, "Europe/Paris")
    assert first == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    second = moment(day, half_past_two, "Europe/Paris", after=first)
    assert second == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "name", ["CEST", "EST", "IST", "BST", "CET", "GMT+3", "Etc/GMT+3", "", "x"]
)
def test_abbreviations_are_no_zones(name):
    with pytest.raises(ValidationError):
        validate_zone(name)


@pytest.mark.parametrize("name", ["UTC", "Europe/Paris", "Africa/Nairobi", "Asia/Kathmandu"])
def test_places_are_zones(name):
    validate_zone(name)


@pytest.mark.parametrize("day", [date(1, 1, 1), date(1899, 12, 31), date(9999, 12, 31)])
def test_years_outside_the_calendar_are_refused(day):
    with pytest.raises(ValidationError):
        validate_day(day)


def test_whole_days_end_at_midnight_of_the_place():
    day = PartialDate(2026, 11, 27)
    span = span_of_days(day, day, "Africa/Nairobi")
    assert span.begins == datetime(2026, 11, 26, 21, tzinfo=UTC)
    assert span.finishes - span.begins == timedelta(days=1)


@given(st.text(max_size=10))
def test_only_months_of_the_calendar_are_months(text):
    try:
        month = Month.parse(text)
    except ValueError:
        return
    assert str(month) == text


@pytest.mark.parametrize(
    "text", ["0000-99", "2026-13", "2026-00", "2026", "2026-11-01", "1899-12", "9999-01", " 2026-1"]
)
def test_what_is_no_month_is_refused(text):
    with pytest.raises(ValueError):  # noqa: PT011 - from three places, each with its own words
        Month.parse(text)


@given(st.integers(1900, 2199), st.integers(1, 12))
def test_months_follow_each_other(year, number):
    month = Month(year, number)
    later = month.moved(1)
    if later is None:
        assert (year, number) == (2199, 12)
    else:
        assert later.moved(-1) == month
        assert later.days()[0] - month.days()[-1] == timedelta(days=1)
