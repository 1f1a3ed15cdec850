"""The weekly test of addresses outside (platform.md §11)."""

from datetime import UTC, datetime, timedelta

import pytest

from common.http import Answer, NoAnswer, Refusal
from library.models import DownloadMark, LinkCheck, ResourcePage
from library.periodic import forget_marks
from library.services import check_links, links
from tests.factories.library import make_file, make_record

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)


@pytest.fixture
def world(monkeypatch):
    """What addresses answer: a status, or an exception to raise; 200 unless a test says."""
    world = {}

    def fetch(url, *, method="GET", want_body=True):
        found = world.get((method, url), world.get(url, 200))
        if isinstance(found, Exception):
            raise found
        return Answer(url, found)

    monkeypatch.setattr(links, "fetch", fetch)
    return world


@pytest.fixture
def linked(library):
    return make_record(
        library,
        "Linked",
        source_link="https://a.example/page",
        original_link="https://a.example/work",
        files=[make_file(external_link="https://a.example/work.pdf")],
    )


def test_every_address_of_a_live_record_is_tested(linked, library, world):
    draft = make_record(library, "Draft", source_link="https://b.example/")
    ResourcePage.objects.filter(pk=draft.pk).update(live=False)
    assert check_links(now=NOW) == 3
    assert set(LinkCheck.objects.values_list("url", "is_ok")) == {
        ("https://a.example/page", True),
        ("https://a.example/work", True),
        ("https://a.example/work.pdf", True),
    }


@pytest.mark.parametrize(
    ("answer", "finding"),
    [
        (200, ""),
        (301, ""),
        (401, ""),
        (403, ""),
        (429, ""),
        (404, "404"),
        (410, "410"),
        (500, "500"),
        (NoAnswer("no answer in time"), "no answer in time"),
        (Refusal("not a public address"), "refused: not a public address"),
    ],
)
def test_what_was_found_is_kept_in_few_words(answer, finding, library, world):
    make_record(library, "A", source_link="https://a.example/")
    world["https://a.example/"] = answer
    check_links(now=NOW)
    check = LinkCheck.objects.get()
    assert (check.finding, check.is_ok) == (finding, not finding)


def test_a_server_without_head_is_asked_again(library, world):
    make_record(library, "A", source_link="https://a.example/")
    world["HEAD", "https://a.example/"] = 405
    check_links(now=NOW)
    assert LinkCheck.objects.get().is_ok


def test_a_broken_address_is_broken_since_the_first_time_until_it_answers(library, world):
    make_record(library, "A", source_link="https://a.example/")
    week = timedelta(days=7)
    world["https://a.example/"] = 404
    check_links(now=NOW)
    check_links(now=NOW + week)
    assert LinkCheck.objects.get().broken_since == NOW
    world["https://a.example/"] = 200
    check_links(now=NOW + 2 * week)
    assert LinkCheck.objects.get().broken_since is None


def test_an_address_is_tested_once_a_week_and_the_longest_untested_first(linked, world):
    assert check_links(now=NOW, limit=2) == 2
    assert check_links(now=NOW + timedelta(hours=1), limit=2) == 1
    assert check_links(now=NOW + timedelta(hours=2)) == 0
    assert check_links(now=NOW + timedelta(days=8)) == 3


def test_what_no_record_names_any_more_is_forgotten(linked, world):
    check_links(now=NOW)
    ResourcePage.objects.filter(pk=linked.pk).update(original_link="")
    check_links(now=NOW)
    assert not LinkCheck.objects.filter(url="https://a.example/work").exists()


def test_marks_of_visitors_are_gone_the_next_day(record_with_file):
    key = record_with_file.files.get().file_key
    DownloadMark.objects.create(file_key=key, day=NOW.date(), visitor="x")
    forget_marks(NOW)
    assert DownloadMark.objects.count() == 1
    forget_marks(NOW + timedelta(days=1))
    assert DownloadMark.objects.count() == 0
