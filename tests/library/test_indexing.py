"""What of the library is found, and by which words."""

from datetime import UTC, datetime

import pytest

from common.indexing import documents_of, page_key
from library.models import CollectionIndexPage, CollectionPage, SeriesIndexPage, SeriesPage
from library.models.series import CollectionItem
from taxonomy.models import Region
from tests.common.indexing.acts import document_of, words_of
from tests.factories.library import (
    OrganisationFactory,
    ResourceTypeFactory,
    make_file,
    make_library,
    make_record,
)
from tests.factories.pages import child, english, site_root
from tests.factories.taxonomy import CountryFactory

CANARY = "xylophagous"


@pytest.fixture
def library(db):
    return make_library(site_root())


def test_a_record_is_found_by_who_made_it_and_the_numbers_it_is_known_by(library):
    body = OrganisationFactory(name="International Centre", acronym="ICX", other_names=["Centre X"])
    record = make_record(
        library,
        "A guide",
        subtitle="For town halls",
        title_variants="The guide\nLe guide",
        plain_summary="In plain words it says how.",
        abstract="It covers letters.",
        contributors=[("Amina Voorbeeld", "author")],
        publishers=[body, "A small press"],
        isbn="978-92-1-148250-0",
        doi="10.1000/182",
        container="A journal",
        type=ResourceTypeFactory(code="report", name="Report", name_fr="Rapport"),
    )
    document = document_of(record)
    named = {"Amina Voorbeeld", "International Centre", "ICX", "Centre X", "A small press"}
    numbers = {"978-92-1-148250-0", "9789211482500", "10.1000/182"}
    assert named | numbers | {"A journal", "Report", "Rapport"} <= {*document.labels}
    for words in ("For town halls", "Le guide", "how.", "It covers letters."):
        assert words in document.body


def test_a_record_is_dated_by_the_work(library):
    document = document_of(make_record(library, date="2016-10"))
    assert document.year == 2016
    assert document.published_at == datetime(2016, 10, 1, tzinfo=UTC)


def test_the_year_of_an_undated_work_is_not_known(library):
    record = make_record(library, undated=True)
    assert document_of(record).year is None
    assert document_of(record).published_at == record.first_published_at


def test_format_and_size_are_those_of_the_file_in_the_records_language(library):
    files = [
        make_file("fr", external_link="https://x.example/f", format="epub", size=7),
        make_file("en", external_link="https://x.example/e", format="pdf", size=9),
    ]
    document = document_of(make_record(library, files=files))
    assert (document.format, document.size) == ("pdf", 9)
    bare = document_of(make_record(library, "Without", slug="without"))
    assert (bare.format, bare.size) == ("", None)


def test_the_country_of_a_law_and_the_regions_of_a_work_are_its_places(library):
    world = Region.objects.create(code="world", name="World")
    south = Region.objects.create(code="south", name="South", parent=world)
    country = CountryFactory(code="PH", region=south)
    record = make_record(library, policy_country=country)
    assert document_of(record).places == ("PH", "south", "world")
    other = make_record(library, "Another", slug="another")
    other.region_links.create(term=south)
    other.save()
    assert document_of(other).places == ("south", "world")


def test_a_series_is_found_by_its_publisher_and_number(library):
    index = child(SeriesIndexPage, library, "series")
    body = OrganisationFactory(acronym="ICY")
    series = child(SeriesPage, index, "papers", publisher=body, issn="1234-5679")
    assert {"ICY", "1234-5679"} <= {*document_of(series).labels}
    record = make_record(library, series=series, series_number="12")
    assert {series.title, "12"} <= {*document_of(record).labels}


def test_why_a_page_is_in_a_collection_is_not_found_as_not_everybody_may_see_the_page(library):
    index = child(CollectionIndexPage, library, "collections")
    collection = child(
        CollectionPage,
        index,
        "kit",
        collection_kind="toolkit",
        plain_summary="A kit in plain words.",
    )
    record = make_record(library)
    CollectionItem.objects.create(collection=collection, page=record, note=CANARY, locale=english())
    document = document_of(collection)
    assert "A kit in plain words." in document.body
    assert CANARY not in words_of(document)


@pytest.mark.parametrize("size", [1, 3])
def test_queries_are_the_same_for_any_number_of_records(size, library, django_assert_num_queries):
    records = [
        make_record(
            library,
            slug=f"r{number}",
            publishers=[OrganisationFactory()],
            contributors=[(f"Person {number}", "author")],
            files=[make_file("en"), make_file("fr")],
        )
        for number in range(size)
    ]
    keys = [page_key(record.pk) for record in records]
    documents_of(keys)
    # Whose, rows, six vocabularies, above, regions; files and their languages, people, publishers
    # and their bodies, regions; whether there are texts of the files.
    with django_assert_num_queries(1 + 1 + 6 + 1 + 1 + 2 + 1 + 2 + 1 + 1 + 1):
        assert len(documents_of(keys)) == size
