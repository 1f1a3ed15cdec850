"""What editors are asked, and told, at which field (platform.md §11, "`*` binds editors")."""

from datetime import UTC, datetime

import pytest
from django.http import QueryDict
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from library.models import LinkCheck, ResourcePage
from tests.factories.library import (
    LanguageFactory,
    LicenceFactory,
    OrganisationFactory,
    ResourceTypeFactory,
    make_document,
    make_record,
)
from tests.factories.members import UserFactory

pytestmark = pytest.mark.django_db
PLAIN = "This guide shows planners how to read the situation in their own country first."


@pytest.fixture
def editor(client, admin):
    client.force_login(admin)
    return client


def form(*, files=(), publishers=(), contributors=(), **fields):
    """What the browser sends for a record; complete unless a test changes it."""
    return nested_form_data(
        {
            "title": "A guide",
            "slug": "a-guide",
            "plain_summary": PLAIN,
            "type": ResourceTypeFactory().pk,
            "publication_status": "published",
            "in_force": "unknown",
            "date": "2014-04",
            "licence": LicenceFactory().pk,
            "source_link": "https://example.org/guide",
            "body": streamfield([]),
            "files": inline_formset(list(files)),
            "publishers": inline_formset(list(publishers)),
            "contributors": inline_formset(list(contributors)),
            "discussions": inline_formset([]),
            "see_also": inline_formset([]),
            "comments": inline_formset([]),
            **fields,
        }
    )


def file(language="en", **fields):
    values = {"document": "", "external_link": "", "format": "pdf", "accessible": "unknown"}
    return values | {"audience": "public", "language": LanguageFactory(code=language).pk} | fields


@pytest.fixture
def fill(library, admin):
    """fill(data, publish=True): the form as the admin reads it; its errors."""
    form_class = ResourcePage.get_edit_handler().get_form_class()

    def fill(data, *, publish=True):
        query = QueryDict(mutable=True)
        for name, value in data.items():
            query.setlist(name, value if isinstance(value, list) else [value])
        record = ResourcePage(locale=library.locale)
        filled = form_class(query, instance=record, parent_page=library, for_user=admin)
        if not publish:
            filled.defer_required_fields()
        return filled

    return fill


@pytest.fixture
def send(editor, library):
    """send(form, publish=True): create a record as the admin does; the response."""

    def send(data, *, publish=True):
        url = reverse("wagtailadmin_pages:add", args=["library", "resourcepage", library.pk])
        return editor.post(url, data | ({"action-publish": "1"} if publish else {}))

    return send


def test_a_complete_record_is_published_with_its_rows(send):
    icmpd = OrganisationFactory()
    response = send(
        form(
            files=[file(document=make_document().pk), file("fr", external_link="https://a.org/x")],
            publishers=[{"organisation": icmpd.pk, "name": ""}],
            contributors=[{"name": "Sonia Plaza", "role": "author"}],
        )
    )
    assert response.status_code == 302
    record = ResourcePage.objects.get(slug="a-guide")
    assert record.live
    assert {one.locale_id for one in record.files.all()} == {record.locale_id}
    assert record.files.get(language__code="en").size > 0
    assert record.publishers.get().organisation == icmpd


def test_languages_of_files_are_languages_of_the_work(send):
    spanish = LanguageFactory(code="es")
    data = form(files=[file("fr", document=make_document().pk)], publishers=[{"name": "UNDP"}])
    send(data | {"languages": [spanish.pk]})
    record = ResourcePage.objects.get(slug="a-guide")
    assert set(record.language_links.values_list("term__code", flat=True)) == {"es", "fr"}


@pytest.mark.parametrize(
    ("without", "field"),
    [
        ({"plain_summary": ""}, "plain_summary"),
        ({"date": ""}, "date"),
        ({"licence": ""}, "licence"),
        ({"source_link": ""}, "source_link"),
    ],
)
def test_what_is_missing_is_named_at_its_field_and_stops_publishing_alone(without, field, fill):
    data = form(publishers=[{"name": "UNDP"}], **without)
    assert list(fill(data).errors) == [field]
    assert fill(data, publish=False).is_valid()


def test_a_draft_may_have_gaps(send):
    send(form(date="", licence="", plain_summary=""), publish=False)
    assert not ResourcePage.objects.get(slug="a-guide").live


def test_a_record_without_publisher_is_not_published(fill):
    assert list(fill(form()).errors) == ["place"]


def test_a_work_without_any_date_is_said_to_have_none(fill):
    assert fill(form(date="", undated="on", publishers=[{"name": "UNDP"}])).is_valid()


def test_a_file_stands_for_the_publishers_page(fill):
    data = form(
        source_link="", publishers=[{"name": "UNDP"}], files=[file(document=make_document().pk)]
    )
    assert fill(data).is_valid()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"isbn": "978-3-902880-42-1"}, "isbn"),
        ({"issn": "0020-7986"}, "issn"),
        ({"doi": "imig.12370"}, "doi"),
        ({"pages": "0"}, "pages"),
        ({"pages": "-3"}, "pages"),
        ({"pages": "many"}, "pages"),
        ({"date": "2999"}, "date"),
        ({"date": "2014-02-31"}, "date"),
        ({"plain_summary": "Too short."}, "plain_summary"),
        ({"source_link": "javascript:alert(1)"}, "source_link"),
        ({"source_link": "ftp://example.org/"}, "source_link"),
        ({"abstract": "x" * 5_001}, "abstract"),
        ({"series_number": "3"}, "series"),
        ({"title": ""}, "title"),
        ({"type": "999999"}, "type"),
    ],
)
@pytest.mark.parametrize("publish", [True, False])
def test_what_is_wrong_is_named_at_its_field_in_a_draft_too(wrong, field, publish, fill):
    assert field in fill(form(publishers=[{"name": "UNDP"}], **wrong), publish=publish).errors


def test_a_doi_is_not_given_twice(fill, library):
    make_record(library, "Another", doi="10.1111/imig.12370")
    data = form(publishers=[{"name": "UNDP"}], doi="https://doi.org/10.1111/IMIG.12370")
    assert list(fill(data).errors) == ["doi"]


def test_a_licence_for_links_only_allows_no_file(fill):
    link_only = LicenceFactory(code="link-only", name="Link only", allows_files=False)
    data = form(
        licence=link_only.pk,
        publishers=[{"name": "UNDP"}],
        files=[file(document=make_document().pk)],
    )
    assert list(fill(data).errors) == ["licence"]
    linked = form(
        licence=link_only.pk,
        publishers=[{"name": "UNDP"}],
        files=[file(external_link="https://a.org/x.pdf")],
    )
    assert fill(linked).is_valid()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({}, "document"),
        ({"document": "given", "external_link": "https://a.org/x.pdf"}, "external_link"),
        ({"external_link": "ftp://a.org/x.pdf"}, "external_link"),
        ({"external_link": "https://a.org/x.pdf", "pages": "0"}, "pages"),
    ],
)
def test_a_wrong_file_is_named_at_its_own_field(wrong, field, fill):
    if "document" in wrong:
        wrong = wrong | {"document": make_document().pk}
    filled = fill(form(publishers=[{"name": "UNDP"}], files=[file(**wrong)]))
    assert not filled.is_valid()
    assert field in filled.formsets["files"].errors[0]


def test_the_same_language_format_and_part_twice_is_refused(fill):
    rows = [file(external_link="https://a.org/1.pdf"), file(external_link="https://a.org/2.pdf")]
    filled = fill(form(publishers=[{"name": "UNDP"}], files=rows))
    assert not filled.is_valid()
    assert filled.formsets["files"].total_error_count() >= 1


def test_a_loaded_record_with_gaps_may_stay_live_and_is_listed(editor, library):
    record = make_record(library, "With gaps")
    record.full_clean()
    complete = make_record(
        library,
        "Complete",
        plain_summary=PLAIN,
        date="2014",
        licence=LicenceFactory(),
        source_link="https://example.org/",
        publishers=["UNDP"],
    )
    page = editor.get(reverse("library_incomplete"))
    assert record.title in page.content.decode()
    assert complete.title not in page.content.decode()


def test_editors_find_the_links_that_do_not_answer(editor, library):
    record = make_record(library, "Broken", source_link="https://a.example/gone")
    make_record(library, "Whole", source_link="https://a.example/here")
    LinkCheck.objects.create(
        url="https://a.example/gone",
        is_ok=False,
        broken_since=datetime(2026, 11, 18, tzinfo=UTC),
        checked_at=datetime(2026, 11, 25, tzinfo=UTC),
        finding="404",
    )
    page = editor.get(reverse("library_broken_links")).content.decode()
    assert record.title in page
    assert "https://a.example/gone" in page
    assert "Whole" not in page
    export = editor.get(reverse("library_broken_links"), {"export": "csv"})
    assert b"https://a.example/gone" in b"".join(export.streaming_content)


@pytest.mark.parametrize("report", ["library_broken_links", "library_incomplete"])
def test_reports_are_for_editors_alone(report, client):
    client.force_login(UserFactory())
    assert client.get(reverse(report)).status_code in (302, 403)


def test_the_form_of_a_record_asks_few_queries_for_any_number_of_records(
    editor, library, django_assert_max_num_queries
):
    record = make_record(library, "A", publishers=["UNDP"])
    for at in range(20):
        make_record(library, f"Other {at}", slug=f"other-{at}")
    with django_assert_max_num_queries(90):
        assert editor.get(reverse("wagtailadmin_pages:edit", args=[record.pk])).status_code == 200
