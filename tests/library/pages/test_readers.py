"""Who sees which record, in every channel (SEC13)."""

import pytest

from common import counters
from library.models import (
    DownloadDay,
)
from library.selectors import latest_records
from tests.factories.library import (
    OrganisationFactory,
    make_file,
    make_record,
)
from tests.library.pages.acts import close, put_into, text

pytestmark = pytest.mark.django_db
CANARY = "Canary of the private shelf"


@pytest.fixture
def private(library, shelf, series, collection):
    """A closed record that is in every list: facet, popular, series, collection, related, part."""
    record = make_record(
        library,
        CANARY,
        slug="private",
        date="2020",
        pinned=True,
        series=series,
        series_number="1",
        part_of=shelf[0],
        publishers=[OrganisationFactory(name=f"Publisher of {CANARY}")],
        files=[make_file()],
        terms={"themes": ["diaspora"], "countries": ["SN"]},
    )
    put_into(collection, record)
    DownloadDay.objects.create(
        file_key=record.translation_key,
        record_key=record.translation_key,
        day="2026-11-25",
        count=9,
    )
    close(record)
    return record


CHANNELS = [
    "",
    "?theme=diaspora",
    "?q=Canary",
    "popular/",
    "new/",
    "cite.bib",
    "cite.json?theme=diaspora",
    "feed.atom",
    "feed.rss",
    "series/guides/",
    "collections/toolkit/",
    "guide/",
    "atlas/",
    "paper/",
]


def test_a_private_record_is_in_no_channel_of_a_stranger(private, client, member):
    for is_member in (False, True):
        if is_member:
            client.force_login(member)
        for channel in CHANNELS:
            response = client.get(f"/en/library/{channel}")
            assert response.status_code == 200, channel
            assert CANARY not in response.content.decode(), (channel, is_member)


def test_a_private_record_is_in_every_list_of_an_insider(private, client, insider):
    client.force_login(insider)
    for channel in CHANNELS:
        shows = CANARY in client.get(f"/en/library/{channel}").content.decode()
        # Feeds are for programs, which have no account.
        assert shows is not ("feed" in channel), channel


def test_a_private_record_is_closed_with_all_below_it(private, client, member):
    client.force_login(member)
    for address in ("private/", "private/cite.bib", "private/cite.json"):
        response = client.get(f"/en/library/{address}")
        assert response.status_code != 200
        assert CANARY not in response.content.decode()


def test_counts_hold_no_private_record(private, anonymous):
    figures = {one.key: one.value for one in counters.figures(["resources"])}
    assert figures == {"resources": 3}
    assert private not in list(latest_records(anonymous, private.locale, n=10))


def test_a_private_record_is_not_offered_to_search_engines(library, client, get, insider):
    record = make_record(library, CANARY, slug="private")
    close(record)
    client.force_login(insider)
    assert "citation_title" not in text(get("private/"))
