"""Twenty at once, on PostgreSQL (REL15)."""

from datetime import date
from functools import partial

import pytest
from wagtail.models import Collection, Page

from library.models import DownloadDay, DownloadMark
from library.services import record_download
from tests.factories.library import make_file, make_library, make_record
from tests.factories.pages import english
from tests.races import all_at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
DAY = date(2026, 11, 25)


@pytest.fixture
def roots(transactional_db):
    """What the migrations made; a test with real transactions before this one swept it away."""
    if not Page.objects.filter(depth=1).exists():
        Page.add_root(instance=Page(title="Root", slug="root", locale=english()))
    if not Collection.objects.exists():
        Collection.add_root(name="Root")


@pytest.fixture
def file(roots):
    return make_record(make_library(), "Much wanted", files=[make_file()]).files.get()


def downloads(file, visitors):
    take = partial(record_download, file=file, day=DAY, country_code="")
    counted = all_at_once(partial(take, visitor=visitor) for visitor in visitors)
    held = sum(DownloadDay.objects.filter(file_key=file.file_key).values_list("count", flat=True))
    return sum(counted), held


def test_one_visitor_who_taps_twenty_times_is_one_download(file):
    assert downloads(file, ["a" * 64] * 20) == (1, 1)
    assert DownloadMark.objects.count() == 1


def test_twenty_visitors_at_one_moment_are_twenty_downloads(file):
    """None is lost, though all find no row for the day yet."""
    assert downloads(file, [f"{number:064d}" for number in range(20)]) == (20, 20)
    assert DownloadDay.objects.count() == 1
