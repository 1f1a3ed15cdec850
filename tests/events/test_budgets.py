"""Queries of quality.md §6, which do not grow when content grows tenfold."""

from datetime import date, time

import pytest
import time_machine

from events.models import EventLink, EventOrganisation, Session, Speaker
from tests.budgets import queries
from tests.factories import news
from tests.factories.events import an_event
from tests.factories.taxonomy import CountryFactory, ThemeFactory

LIST = "/en/whats-new/events/"


@pytest.fixture(autouse=True)
def _the_demos_today():
    with time_machine.travel("2026-11-25T09:00Z", tick=False):
        yield


def fill(number):
    """`number` events coming and past; the first has `number` of everything."""
    about = {
        "themes": [ThemeFactory(code=f"theme-{one}") for one in range(3)],
        "countries": [CountryFactory(code=code) for code in ("SN", "PH", "MD")],
    }
    sessions = [
        Session(
            title=f"Part {one}", day=date(2026, 11, 27), start_time=time(9), end_time=time(10),
            zone="Europe/Paris",
        )
        for one in range(number)
    ]  # fmt: skip
    first = an_event(start="2026-11-27", sessions=sessions, country=about["countries"][0], **about)
    for _one in range(number - 1):
        an_event(**about)
        an_event(start="2021-09-01", status="held", **about)
    for one in range(number):
        Speaker.objects.create(event=first, name=f"Speaker {one}", locale=first.locale)
        EventOrganisation.objects.create(event=first, name=f"Body {one}")
        item = news.a_news_item()
        EventLink.objects.create(event=first, kind="output", page=item, locale=first.locale)
    return first


BUDGETS = {
    LIST: 14,
    f"{LIST}?theme=theme-0&country=SN&type=webinar&q=event": 14,
    f"{LIST}past/": 14,
    f"{LIST}month/2026-11/": 14,
    f"{LIST}feed.atom": 10,
    "/events.ics": 10,
    "/events.ics?theme=theme-0&country=SN": 10,
}


@pytest.mark.slow  # eighty pages
def test_queries_stay_within_budget_and_do_not_grow_tenfold(client, db):
    """quality.md §6, PERF2: with three events and with thirty."""
    few = fill(3)
    before = {place: queries(client, place) for place in BUDGETS}
    of_event = [queries(client, few.url + file) for file in ("", "event.ics")]
    many = fill(27)
    for place, budget in BUDGETS.items():
        asked = queries(client, place)
        assert asked == before[place], place
        assert asked <= budget, place
    assert [queries(client, many.url + file) for file in ("", "event.ics")] == of_event
    assert max(of_event) <= 12
