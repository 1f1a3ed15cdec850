"""Series and collections."""

import pytest

from tests.factories.library import make_record
from tests.library.pages.acts import put_into, text, titles

pytestmark = pytest.mark.django_db


def test_a_series_stands_in_order_of_numbers_not_of_digits(series, library, get):
    for number in ("9", "10", "2"):
        make_record(library, f"Guide {number}", series=series, series_number=number)
    assert titles(text(get("series/guides/"))) == ["Guide 10", "Guide 9", "Guide 2"]
    assert "3 resources" in text(get("series/"))
    assert "Guides of ours 10" in text(get("guide-10/"))


def test_a_collection_keeps_its_order_and_says_why(collection, shelf, library, get):
    put_into(collection, shelf[2], shelf[0], library, note="Read this first.")
    page = text(get("collections/toolkit/"))
    assert titles(page) == ["Atlas", "Guide", "Library"]
    assert page.count("Read this first.") == 3
    assert "3 items" in text(get("collections/"))
    assert "My toolkit" in text(get("atlas/"))


@pytest.mark.parametrize("address", ["series/guides/", "collections/toolkit/"])
def test_empty_series_and_collections_say_so(address, series, collection, get):
    assert "empty-state" in text(get(address))
