"""What readers get: coming, months, past, one event; times in the right zones; bad addresses."""

import json
from datetime import UTC, datetime, time

import pytest
import time_machine
from wagtail.models import PageViewRestriction

from events.models import EventLink, EventOrganisation, Session, Speaker
from tests.factories import news
from tests.factories.events import an_event
from tests.factories.taxonomy import CountryFactory, ThemeFactory

LIST = "/en/whats-new/events/"
NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _the_demos_today():
    with time_machine.travel(NOW, tick=False):
        yield


def text_of(response):
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("", "No event is announced at the moment"),
        ("past/", "No event is over yet"),
        ("month/2026-11/", "No events in November 2026"),
    ],
)
def test_an_empty_view_says_what_will_be_there(address, words, event_list, client):
    assert words in text_of(client.get(LIST + address))


def test_coming_past_and_month_each_show_their_own(client, event):
    an_event(title="Long ago", start="2004", status="held")
    an_event(title="Some time in spring", start="2027-03", zone="")
    coming = text_of(client.get(LIST))
    assert "What we heard so far" in coming
    assert "Some time in spring" in coming
    assert "Long ago" not in coming
    past = text_of(client.get(f"{LIST}past/"))
    assert "Long ago" in past
    assert "What we heard" not in past
    assert "What we heard" in text_of(client.get(f"{LIST}month/2026-11/"))
    assert "Some day this month" in text_of(client.get(f"{LIST}month/2027-03/"))


def test_an_event_of_two_days_stands_on_both_in_the_month(client):
    an_event(title="Two days", start="2026-12-09", end="2026-12-10")
    assert text_of(client.get(f"{LIST}month/2026-12/")).count("Two days") == 2


@pytest.mark.parametrize(
    "month", ["0000-99", "2026-13", "2026-00", "99999-01", "2026", "x", "1899-12", "2200-01", "%00"]
)
def test_what_is_no_month_answers_404(month, event_list, client):
    assert client.get(f"{LIST}month/{month}/").status_code == 404


@pytest.mark.parametrize("month", ["1900-01", "2199-12"])
def test_the_calendar_ends_without_a_link_beyond(month, event_list, client):
    page = text_of(client.get(f"{LIST}month/{month}/"))
    assert ("Earlier" in page) is (month != "1900-01")
    assert ("Later" in page) is (month != "2199-12")


def test_a_month_in_the_query_leads_to_its_address(event_list, client):
    response = client.get(f"{LIST}?month=2026-11&theme=data")
    assert response.status_code == 302
    assert response.url == f"{LIST}month/2026-11/?theme=data"
    assert client.get(f"{LIST}month/").url == f"{LIST}month/2026-11/"


@pytest.mark.parametrize("view", ["", "past/", "month/2026-11/"])
@pytest.mark.parametrize(
    "query",
    ["month=0000-99", "theme=nonsense", "country=%01", "year=x", "q=%01%ff", "type=" + "x" * 999],
)
def test_filters_that_nobody_knows_are_ignored(query, view, event, client):
    assert client.get(f"{LIST}{view}?{query}").status_code == 200


@pytest.mark.parametrize("view", ["", "past/", "month/2026-11/"])
@pytest.mark.parametrize("query", ["country=%00", "q=a%00b"])
def test_a_null_byte_is_refused_before_any_list_is_asked(query, view, event, client):
    """SEC26, common.guard: PostgreSQL knows no null byte in a text."""
    assert client.get(f"{LIST}{view}?{query}").status_code == 400


@pytest.mark.parametrize("page", ["0", "-1", "2", "x", "9" * 5000])
@pytest.mark.parametrize("view", ["", "past/"])
def test_a_page_that_is_not_there_answers_404(view, page, event, client):
    assert client.get(f"{LIST}{view}?page={page}").status_code == 404


def test_filters_narrow_every_view(client):
    data, senegal = ThemeFactory(code="data"), CountryFactory(code="SN")
    an_event(title="Alpha", themes=[data], countries=[senegal])
    an_event(title="Beta")
    for view in ("", "month/2026-11/"):
        for query in ("theme=data", "country=SN", "q=alpha"):
            page = text_of(client.get(f"{LIST}{view}?{query}"))
            assert "Alpha" in page
            assert "Beta" not in page


@pytest.mark.parametrize(
    ("now", "words"),
    [
        ("2026-11-25T09:00Z", "In 2 days"),
        ("2026-11-26T09:00Z", "Tomorrow"),
        ("2026-11-27T09:00Z", "Today"),
        ("2026-11-27T14:30Z", "Now"),
        ("2026-11-27T15:00Z", "Ended"),
    ],
)
def test_the_state_follows_the_clock(now, words, event, client):
    """The day counts where the event is, not where the server is."""
    with time_machine.travel(datetime.fromisoformat(now), tick=False):
        assert words in text_of(client.get(event.url))


def test_today_is_counted_where_the_event_is(client):
    event = an_event(zone="Asia/Manila", start="2026-11-26", start_time=time(8), end_time=None)
    with time_machine.travel(datetime(2026, 11, 25, 17, tzinfo=UTC), tick=False):
        assert "Today" in text_of(client.get(event.url))  # 01:00 of the 26th in Manila


def test_a_visitor_reads_the_events_zone_and_utc(event, client):
    page = text_of(client.get(event.url))
    assert "Friday 27 November 2026" in page
    assert "17:00 to 18:00" in page
    assert "Nairobi" in page
    assert "14:00 to 15:00" in page
    assert "your time" not in page


def test_a_member_reads_their_own_zone_first(event, client, member):
    member.timezone = "Europe/Chisinau"
    member.save()
    client.force_login(member)
    page = text_of(client.get(event.url))
    assert (
        page.index("16:00 to 17:00") < page.index("17:00 to 18:00") < page.index("14:00 to 15:00")
    )
    assert "your time" in page


def test_a_time_on_another_day_elsewhere_says_which(client, member):
    event = an_event(
        zone="America/Guayaquil", start_time=time(21), end_time=time(22), start="2026-11-27"
    )
    page = text_of(client.get(event.url))
    assert "02:00 to 03:00" in page
    assert "Saturday 28 November 2026" in page


@pytest.mark.parametrize(
    ("dates", "words"),
    [
        ({"start": "2004"}, "2004"),
        ({"start": "2016-10"}, "October 2016"),
        ({"start": "2011-06-13", "end": "2011-06-15"}, "13 to 15 June 2011"),
        ({"start": "2021-09-01", "end": "2021-09-02"}, "1 and 2 September 2021"),
        ({"start": "2011-12-30", "end": "2012-01-02"}, "30 December 2011 to 2 January 2012"),
        ({"start": "", "external_id": "event-x", "status": "held"}, "Date not known"),
    ],
)
def test_partial_dates_are_printed_as_known(dates, words, client):
    event = an_event(zone="", **dates)
    assert words in text_of(client.get(event.url))


def test_what_is_not_known_says_so(client):
    event = an_event(start="2004", zone="", status="held", external_id="event-y")
    assert text_of(client.get(event.url)).count("Not known") == 2  # where, organisers


def test_sessions_become_a_table_in_their_zone_and_utc(client):
    day, clocks = datetime(2021, 9, 1).date(), (time(9), time(11, 30))
    session = Session(
        title="First", day=day, start_time=clocks[0], end_time=clocks[1], zone="Europe/Brussels"
    )
    event = an_event(start="2021-09-01", sessions=[session])
    page = text_of(client.get(event.url))
    for words in ("Wednesday 1 September 2021", "Brussels", "09:00 to 11:30", "07:00 to 09:30"):
        assert words in page


def test_the_link_to_join_is_in_no_channel(client, event, member):
    """platform.md §14: registered only."""
    event.join_url = "https://join.example.org/canary"
    event.save()
    client.force_login(member)
    for url in (event.url, LIST, f"{LIST}month/2026-11/", f"{LIST}feed.atom", f"{LIST}feed.rss",
                f"{event.url}event.ics", "/events.ics"):  # fmt: skip
        assert "canary" not in text_of(client.get(url)), url
    assert "canary" not in json.dumps(event.structured_data())


@pytest.mark.parametrize("address", ["", "month/2026-11/", "feed.atom", "feed.rss"])
def test_a_restricted_event_is_in_no_channel_for_visitors(address, client, event):
    """SEC13."""
    PageViewRestriction.objects.create(page=event, restriction_type=PageViewRestriction.LOGIN)
    assert "What we heard" not in text_of(client.get(LIST + address))
    assert "What we heard" not in text_of(client.get("/events.ics"))
    assert client.get(f"{event.url}event.ics").status_code == 302  # to sign-in, as the page


def test_an_output_that_the_reader_may_not_see_is_not_named(client, event):
    secret = news.a_news_item(title="Canary 4711")
    EventLink.objects.create(event=event, kind="output", page=secret, locale=event.locale)
    assert "Canary 4711" in text_of(client.get(event.url))
    PageViewRestriction.objects.create(page=secret, restriction_type=PageViewRestriction.LOGIN)
    assert "Canary 4711" not in text_of(client.get(event.url))


@pytest.mark.parametrize(("came", "words"), [(122, "122 people"), (3, "fewer than 5 people")])
def test_participants_are_a_total_from_five(came, words, client):
    event = an_event(participants=came, status="held", start="2021-09-01")
    assert words in text_of(client.get(event.url))


def test_a_cancelled_event_stays_and_says_so(client):
    event = an_event(title="Tour", status="cancelled", website="https://example.org/")
    assert "Cancelled" in text_of(client.get(event.url))
    assert "Cancelled" in text_of(client.get(LIST))
    assert "organiser’s page" not in text_of(client.get(event.url))
    assert event.structured_data()["eventStatus"].endswith("EventCancelled")


def test_markup_in_every_field_stays_text(client):
    bad = "<script>alert(1)</script>"
    event = an_event(
        title=bad, summary=bad, venue=bad, city=bad, fee=bad, access=bad, contact=bad,
        participants_note=bad, languages=[bad], mode="place",
    )  # fmt: skip
    Speaker.objects.create(event=event, name=bad, role=bad, locale=event.locale)
    EventOrganisation.objects.create(event=event, name=bad)
    EventLink.objects.create(
        event=event, url="https://example.org/", title=bad, locale=event.locale
    )
    for url in (event.url, LIST, f"{LIST}month/2026-11/"):
        assert "<script>alert" not in text_of(client.get(url))


def test_search_engines_are_told_when_and_where(event):
    data = event.structured_data()
    assert data["@type"] == "Event"
    assert data["startDate"] == "2026-11-27T14:00:00+00:00"
    assert data["location"][0]["@type"] == "VirtualLocation"


@pytest.mark.parametrize("language", ["fr", "es"])
def test_days_are_said_in_the_readers_language(language, event, client):
    from django.utils.translation import override

    from events.when import when_of

    with override(language):
        words = when_of(event).words
    assert (
        words
        == {"fr": "vendredi 27 novembre 2026", "es": "viernes, 27 de noviembre de 2026"}[language]
    )
