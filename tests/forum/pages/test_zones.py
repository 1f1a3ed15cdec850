"""Moments stand in the reader's zone; a deadline names it, and UTC beside it (platform.md §20)."""

from datetime import UTC, datetime

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from common.zones import deadline_words, zone_of
from forum.engine import Post
from forum.models import TopicInfo
from members.models import User
from tests.factories import discussions as given
from tests.factories import forum as make

pytestmark = pytest.mark.django_db
FOUR = datetime(2026, 11, 2, 4, 30, tzinfo=UTC)


@pytest.fixture
def address(topic):
    """A topic whose post came at half past four in the morning, UTC, and that closes."""
    Post.objects.filter(topic=topic).update(created=FOUR)
    closes = datetime(2099, 12, 23, 4, 0, tzinfo=UTC)
    TopicInfo.objects.filter(topic=topic).update(closes_at=closes)
    return f"/en/forum/t/{topic.pk}/{topic.slug}/"


def shown(page):
    return page.select_one(".post__time").get_text(" ", strip=True)


def test_a_visitor_reads_utc(open_page, address):
    page = open_page(None, address)
    assert shown(page) == "2 November 2026, 04:30"
    assert "Open until 23 December 2099, 04:00 UTC" in page.text
    assert "Times are shown in UTC." in page.text


def test_a_member_reads_their_own_zone_and_deadlines_name_it(open_page, address):
    page = open_page(make.person(timezone="America/Guayaquil"), address)
    assert "1 November 2026, 23:30" in shown(page)
    until = "Open until 22 December 2099, 23:00 (Guayaquil), 23 December 2099, 04:00 UTC"
    assert until in page.text
    assert "Times are shown in the zone of Guayaquil." in page.text


def test_a_zone_costs_no_query_and_stays_with_its_request(browser_of, address):
    near, far = browser_of(make.person()), browser_of(make.person(timezone="Asia/Manila"))
    for client in (near, far):  # their first view marks the topic read
        client.get(address)
    counts = []
    for client in (near, far):
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert timezone.get_current_timezone_name() == "UTC"


def test_what_a_host_types_is_utc_whatever_their_zone(browser_of):
    discussion = given.a_draft()
    host = given.host_of(discussion)
    User.objects.filter(pk=host.pk).update(timezone="America/Guayaquil")
    client = browser_of(host)
    url = f"{discussion.pages.get().url}host/plan/"
    page = BeautifulSoup(client.get(url).content, "html.parser")
    held = f"{discussion.opens_at:%Y-%m-%dT%H:%M}"
    assert page.select_one("[name=opens_at]")["value"] == held
    answer = client.post(
        url,
        {
            "opens_at": "2026-12-01T12:00",
            "closes_at": "2026-12-31T12:00",
            "audience": "public",
            "moderation": "after",
        }
        | {f"week_{number}": "1" for number in (1, 2, 3)},
    )
    assert answer.status_code == 303
    discussion.refresh_from_db()
    assert discussion.opens_at == datetime(2026, 12, 1, 12, tzinfo=UTC)


def test_a_mail_says_the_end_in_the_zone_of_its_reader():
    with timezone.override("Africa/Nairobi"):
        assert deadline_words(FOUR) == "2 November 2026, 07:30 (Nairobi), 04:30 UTC"


@pytest.mark.parametrize(
    ("chosen", "zone"),
    [("Africa/Nairobi", "Africa/Nairobi"), ("Moon/Tycho", "UTC"), ("", "UTC"), (None, "UTC")],
)
def test_a_zone_nobody_knows_is_utc(chosen, zone):
    assert zone_of(None if chosen is None else User(timezone=chosen)) == zone
