"""What a record may hold: the rules of platform.md §11 as constraints and named refusals."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from library.models import (
    CollectionItem,
    CollectionPage,
    Contributor,
    ResourceFile,
    ResourcePage,
    ResourcePublisher,
    SeriesIndexPage,
    SeriesPage,
)
from tests.factories.library import OrganisationFactory, make_document, make_file, make_record

pytestmark = pytest.mark.django_db
NEXT_YEAR = str(timezone.localdate().year + 1)


def refused(page, field):
    with pytest.raises(ValidationError) as refusal:
        page.full_clean()
    return field in refusal.value.message_dict


@pytest.mark.parametrize("date", ["", "1900", NEXT_YEAR, "2014-04", "2014-04-23"])
def test_a_date_is_known_to_year_month_or_day_or_not_at_all(date, record):
    record.date = date
    record.full_clean()
    record.save()


@pytest.mark.parametrize("date", ["1899", "2999", "14-04", "2014-13", "2014-02-31", "n.d.", "<b>"])
def test_a_date_out_of_range_or_shape_is_refused_at_its_field(date, record):
    record.date = date
    assert refused(record, "date")


@pytest.mark.parametrize(
    "wrong",
    [
        {"date": "1899"},
        {"date": "2014-4"},
        {"undated": True, "date": "2014"},
        {"pages": 0},
        {"isbn": "x"},
        {"issn": "12345678"},
        {"doi": "11.1000/182"},
        {"publication_status": "lost"},
        {"in_force": "perhaps"},
        {"series_number": "4"},
        {"outcome_of_id": 3},
    ],
)
def test_the_database_itself_refuses_what_no_record_may_hold(wrong, record):
    """REL15: constraints, not code, keep invariants."""
    with pytest.raises(IntegrityError), transaction.atomic():
        ResourcePage.objects.filter(pk=record.pk).update(**wrong)


def test_a_record_is_not_part_of_itself(record):
    with pytest.raises(IntegrityError), transaction.atomic():
        ResourcePage.objects.filter(pk=record.pk).update(part_of=record)


def test_a_whole_is_not_part_of_its_part(library, record):
    part = make_record(library, "Module", part_of=record)
    record.part_of = part
    assert refused(record, "part_of")


def test_zero_pages_are_refused_at_the_field(record):
    record.pages = 0
    assert refused(record, "pages")


@pytest.mark.parametrize(
    ("field", "value"),
    [("isbn", "978-3-902880-42-1"), ("issn", "0020-7986"), ("doi", "imig.12370")],
)
def test_a_wrong_number_is_refused_at_its_field(field, value, record):
    setattr(record, field, value)
    assert refused(record, field)


def test_numbers_are_kept_in_one_form(record):
    record.doi = "https://doi.org/10.1111/IMIG.12370"
    record.issn = "ISSN 00207985"
    record.full_clean()
    assert (record.doi, record.issn) == ("10.1111/imig.12370", "0020-7985")


def test_a_doi_is_once_in_a_language_and_may_return_in_a_translation(
    library, record, library_in_french
):
    record.doi = "10.1111/imig.12370"
    record.save()
    other = make_record(library, "Another")
    other.doi = record.doi
    assert refused(other, "doi")
    with pytest.raises(IntegrityError), transaction.atomic():
        ResourcePage.objects.filter(pk=other.pk).update(doi=record.doi)
    make_record(library_in_french, "Traduction", doi=record.doi)


def test_a_copy_of_a_record_is_another_work(library, record):
    """A plain copy must neither clash with the DOI nor count downloads for the original."""
    record.doi, record.files = "10.1111/imig.12370", [make_file()]
    record.save()
    copy = record.copy(to=library, update_attrs={"slug": "copy", "title": "Copy"})
    assert copy.doi == ""
    assert copy.files.get().file_key != record.files.get().file_key


def test_a_file_has_one_key_in_all_translations(record_with_file, library_in_french, french):
    translation = record_with_file.copy_for_translation(french)
    assert translation.files.get().file_key == record_with_file.files.get().file_key
    assert translation.record_locale == french


def test_a_number_is_once_in_its_series(library, record):
    index = library.add_child(instance=SeriesIndexPage(title="Series", slug="series"))
    series = index.add_child(instance=SeriesPage(title="Guides"))
    record.series, record.series_number = series, "1"
    record.save()
    other = make_record(library, "Another")
    other.series, other.series_number = series, "1"
    assert refused(other, "series_number")
    with pytest.raises(IntegrityError), transaction.atomic():
        ResourcePage.objects.filter(pk=other.pk).update(series=series, series_number="1")


@pytest.mark.parametrize(
    "wrong",
    [
        {"external_link": ""},
        {"external_link": "https://example.org/x.pdf", "document": "given"},
        {"pages": 0},
        {"format": "exe"},
        {"accessible": "perhaps"},
        {"audience": "everyone-but-me"},
    ],
)
def test_the_database_refuses_a_file_that_is_neither_or_both_or_unheard_of(wrong, library):
    record = make_record(library, "A", files=[make_file(external_link="https://example.org/a.pdf")])
    if "document" in wrong:
        wrong = wrong | {"document": make_document(), "size": 1}
    with pytest.raises(IntegrityError), transaction.atomic():
        ResourceFile.objects.filter(page=record).update(**wrong)


def test_a_file_kept_here_has_a_size_of_at_most_25_mb(record_with_file):
    for size in (25 * 1024 * 1024 + 1, None):
        with pytest.raises(IntegrityError), transaction.atomic():
            ResourceFile.objects.filter(page=record_with_file).update(size=size)


def test_a_file_too_large_is_refused_with_the_way_out(record_with_file, monkeypatch):
    file = record_with_file.files.get()
    monkeypatch.setattr(file.document, "get_file_size", lambda: 26 * 1024 * 1024)
    with pytest.raises(ValidationError, match="Give the address"):
        file.clean()


@pytest.mark.parametrize("both", [True, False])
def test_a_file_is_a_document_or_an_address(both, record_with_file):
    file = record_with_file.files.get()
    if both:
        file.external_link = "https://example.org/x.pdf"
    else:
        file.document = None
    with pytest.raises(ValidationError, match="one of the two"):
        file.clean()


def test_size_and_checksum_are_taken_from_the_document(record_with_file):
    file = record_with_file.files.get()
    assert file.size == file.document.file.size
    assert file.checksum == file.document.sha256


def test_language_format_and_part_name_one_file(library):
    record = make_record(library, "A", files=[make_file("fr", part="1"), make_file("fr", part="2")])
    with pytest.raises(IntegrityError), transaction.atomic():
        record.files.filter(part="2").update(part="1")


def test_a_publisher_is_an_organisation_or_a_name(record):
    icmpd = OrganisationFactory()
    for wrong in ({}, {"organisation": icmpd, "name": "ICMPD"}):
        publisher = ResourcePublisher(page=record, **wrong)
        with pytest.raises(ValidationError, match="one of the two"):
            publisher.clean()
        with pytest.raises(IntegrityError), transaction.atomic():
            ResourcePublisher.objects.create(page=record, **wrong)


def test_a_contributor_has_a_name_and_an_organisation_is_no_member(record, member):
    for wrong in ({"name": ""}, {"name": "IOM", "role": "corporate", "member": member}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Contributor.objects.create(page=record, **wrong)


def test_a_page_is_once_in_a_collection(library, record):
    collection = library.add_child(
        instance=CollectionPage(title="Toolkit", collection_kind="toolkit")
    )
    CollectionItem.objects.create(collection=collection, page=record)
    with pytest.raises(IntegrityError), transaction.atomic():
        CollectionItem.objects.create(collection=collection, page=record)
