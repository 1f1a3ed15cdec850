"""A bookmark may bring its post back on a day (forum.md §3.5)."""

from datetime import UTC, datetime

import pytest
import time_machine

from common.clock import run_job
from forum import services
from forum.models import Bookmark
from forum.selectors.windows import day_of
from notifications.selectors import newest_unread
from tests.factories import forum as make
from tests.forum.pages.conftest import typed

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
MORNINGS = {
    "UTC": datetime(2026, 12, 3, 7, tzinfo=UTC),
    "Asia/Manila": datetime(2026, 12, 2, 23, tzinfo=UTC),
    "America/Bogota": datetime(2026, 12, 3, 12, tzinfo=UTC),
    "Nowhere/Land": datetime(2026, 12, 3, 7, tzinfo=UTC),
}


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def address(topic):
    return f"/en/forum/p/{topic.first_post.pk}/bookmark/"


def told(member):
    return [(one.message.title, one.message.text) for one in newest_unread(member, 9)]


@pytest.mark.parametrize("zone", MORNINGS)
def test_a_reminder_comes_on_the_morning_of_its_day_where_the_member_lives(
    zone, browser_of, open_page, address
):
    member = make.person(timezone=zone)
    sent = {"note": "Ask again", "remind_on": "2026-12-03"}
    assert browser_of(member).post(address, sent).status_code == 303
    kept = Bookmark.objects.get()
    assert kept.remind_at == MORNINGS[zone]
    assert day_of(kept.remind_at, member).isoformat() == "2026-12-03"
    listed = open_page(member, "/en/forum/bookmarks/")
    assert "reminder on 3 December 2026" in " ".join(listed.select_one(".meta").text.split())
    shown = typed(open_page(member, address), "main form:has([name=note])")
    assert shown | sent == shown


def test_the_clock_of_the_site_sends_a_reminder_once(browser_of, open_page, address, topic, reader):
    browser_of(reader).post(address, {"note": "Ask again", "remind_on": "2026-12-03"})
    run_job("forum.remind", as_of=datetime(2026, 12, 3, 6, 59, tzinfo=UTC))
    assert told(reader) == []
    for _twice in range(2):
        run_job("forum.remind", as_of=datetime(2026, 12, 3, 7, tzinfo=UTC))
    assert told(reader) == [(f"You wanted to come back to “{topic.subject}”", "Ask again")]
    assert "reminder on" not in open_page(reader, "/en/forum/bookmarks/").text
    again = typed(open_page(reader, address), "main form:has([name=note])")
    assert (again["note"], again["remind_on"]) == ("Ask again", "")
    with time_machine.travel(datetime(2026, 12, 4, tzinfo=UTC), tick=False):
        assert browser_of(reader).post(address, again | {"note": "Done"}).status_code == 303
        run_job("forum.remind", as_of=datetime(2026, 12, 5, tzinfo=UTC))
    assert len(told(reader)) == 1


def test_an_emptied_day_takes_the_reminder_back_and_keeps_the_note(browser_of, address, reader):
    browser = browser_of(reader)
    browser.post(address, {"note": "Ask again", "remind_on": "2026-12-03"})
    browser.post(address, {"note": "Ask again", "remind_on": ""})
    kept = Bookmark.objects.get()
    assert (kept.note, kept.remind_at) == ("Ask again", None)


def test_the_menu_of_a_post_takes_no_reminder_back(browser_of, address, reader):
    browser = browser_of(reader)
    browser.post(address, {"note": "Ask again", "remind_on": "2026-12-03"})
    assert browser.post(address, {"keep": "1"}).status_code == 303
    assert Bookmark.objects.get().remind_at == MORNINGS["UTC"]


@pytest.mark.parametrize("day", ["2026-11-30", "2026-11-29", "2031-12-30", "9999-12-31", "soon"])
def test_a_day_that_cannot_be_is_said_at_its_field_and_the_note_is_kept(
    day, browser_of, address, reader, parsed
):
    answer = browser_of(reader).post(address, {"note": "Ask again", "remind_on": day})
    assert answer.status_code == 200
    page = parsed(answer)
    assert page.select_one("[name=remind_on][aria-invalid]")
    assert page.select_one("[name=note]")["value"] == "Ask again"
    assert not Bookmark.objects.exists()


def test_a_note_may_be_changed_on_the_day_itself(browser_of, address, topic, reader):
    """Its reminder waits for the next run of the clock: it is no new day."""
    services.bookmark_post(
        member=reader, post=topic.first_post, remind_at=datetime(2026, 11, 30, 7, tzinfo=UTC)
    )
    answer = browser_of(reader).post(address, {"note": "Ask Lupe", "remind_on": "2026-11-30"})
    assert answer.status_code == 303
    assert Bookmark.objects.get().note == "Ask Lupe"
