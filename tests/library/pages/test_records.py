"""The page of one record: what it shows, in the head too, and what it never guesses."""

import re

import pytest
from django.urls import reverse

from library.models import (
    LinkCheck,
)
from tests.factories.library import make_file, make_record
from tests.library.pages.acts import text

pytestmark = pytest.mark.django_db


def test_a_record_shows_what_is_known(full_record, get):
    page = text(get("guidelines/"))
    for words in (
        "For planners",
        "Ana van der Berg",
        "ICMPD Centre (ICMPD)",
        "23 April 2014",
        "132 pages",
        "This guide shows planners",
        "What it covers, at length.",
        "Old name",
        "ISBN 978-3-902880-42-0",
        'href="https://doi.org/10.1111/imig.12370"',
        "South–South",
        "A joint product.",
        'href="/en/library/?theme=diaspora"',
        'href="/en/library/?country=SN"',
        "publisher.example",
        'href="/en/library/atlas/"',
    ):
        assert words in page, words


def test_there_is_a_button_for_each_file_with_language_format_and_size(full_record, get):
    page = text(get("guidelines/"))
    for file in full_record.files.all():
        assert f'href="/library/get/{file.file_key}/"' in page
    assert page.index('lang="en">English') < page.index('lang="fr">Français')
    assert re.search(r"in English, PDF</span>|in English, PDF, \d+", page)
    assert "At publisher.example" in page


def test_what_is_not_known_is_said_and_never_guessed(library, get):
    make_record(library, "Bare", slug="bare")
    page = text(get("bare/"))
    assert "Date not known" in page
    assert "Pages not known" in page
    assert page.count("Not known") >= 5
    assert "None" not in re.sub(r"<[^>]+>", "", page)
    assert "No file yet." in page


def test_a_work_without_a_date_is_cited_as_such(library, get):
    make_record(library, "Bare", slug="bare", undated=True)
    assert "No date" in text(get("bare/"))
    assert "(n.d.)" in get("bare/cite.txt").content.decode()


@pytest.mark.parametrize("ending", ["bib", "ris", "json", "txt"])
def test_a_record_is_cited_in_each_format(ending, full_record, get):
    response = get(f"guidelines/cite.{ending}")
    assert response.status_code == 200
    assert "Operational guidelines: For planners" in response.content.decode()
    assert "charset=utf-8" in response.headers["Content-Type"]
    assert get("guidelines/cite.pdf").status_code == 404


def test_scholarly_search_engines_read_the_head(full_record, get):
    page = text(get("guidelines/"))
    tags = re.findall(r'<meta name="([\w.]+)" content="([^"]*)">', page)
    names = [name for name, _content in tags]
    assert ("citation_title", "Operational guidelines: For planners") in tags
    assert ("citation_author", "van der Berg, Ana") in tags
    assert ("citation_publication_date", "2014/04/23") in tags
    assert ("citation_doi", "10.1111/imig.12370") in tags
    assert ("DC.identifier", "urn:isbn:9783902880420") in tags
    english = full_record.files.get(language__code="en")
    assert dict(tags)["citation_pdf_url"].endswith(f"/library/get/{english.file_key}/")
    assert names.count("citation_author") == 1


def test_a_pdf_of_another_language_or_host_or_for_members_is_no_pdf_of_this_page(library, get):
    make_record(
        library,
        "A",
        slug="a",
        files=[
            make_file("fr"),
            make_file("en", external_link="https://elsewhere.example/a.pdf"),
            make_file("en", part="2", audience="members"),
        ],
    )
    assert "citation_pdf_url" not in text(get("a/"))


def test_files_for_members_lead_readers_to_the_door(library, get, client, member):
    record = make_record(library, "A", slug="a", files=[make_file(audience="members")])
    page = text(get("a/"))
    assert reverse("account_login") in page
    assert str(record.files.get().file_key) not in page
    client.force_login(member)
    assert str(record.files.get().file_key) in text(get("a/"))


def test_a_broken_link_says_since_when(library, get):
    make_record(library, "A", slug="a", source_link="https://publisher.example/gone")
    LinkCheck.objects.create(
        url="https://publisher.example/gone",
        is_ok=False,
        checked_at="2026-11-25T00:00Z",
        broken_since="2026-11-18T00:00Z",
    )
    assert "Link not answering since" in text(get("a/"))


def test_close_records_share_country_and_one_leads_to_another_theme(shelf, get):
    page = text(get("guide/"))
    close_to = page[page.index("Close to this") :]
    assert re.findall(r'stream__title"><a [^>]*>([^<]+)<', close_to) == ["Atlas", "Paper"]
    assert "Same country, another theme" in close_to


def test_the_whole_names_its_parts(full_record, get):
    atlas = text(get("atlas/"))
    assert "Contains" in atlas
    assert "Operational guidelines" in atlas


def test_markup_in_any_field_is_text(library, get):
    evil = "<script>alert(1)</script>"
    make_record(
        library,
        evil,
        slug="evil",
        subtitle=evil,
        title_variants=evil,
        abstract=evil,
        summary=evil,
        place=evil,
        container=evil,
        publishers=[evil],
        contributors=[(evil, "author")],
        files=[make_file(external_link="https://a.example/<script>alert(1)", label=evil)],
    )
    for address in ("evil/", "", "new/", "evil/cite.txt"):
        response = get(address)
        if response.headers["Content-Type"].startswith("text/html"):
            assert evil not in response.content.decode()
    assert get("feed.atom").status_code == 200


def test_a_draft_is_previewed_as_it_will_be(full_record, admin, client):
    client.force_login(admin)
    full_record.title = "Changed title"
    full_record.save_revision()
    url = reverse("wagtailadmin_pages:view_draft", args=[full_record.pk])
    assert "Changed title" in client.get(url).content.decode()


def test_a_translation_names_the_other_languages_of_its_page(french_library, full_record, french):
    translation = full_record.copy_for_translation(french)
    translation.save_revision().publish()
    from django.test import Client

    page = Client().get("/fr/library/guidelines/").content.decode()
    assert 'href="/en/library/guidelines/" lang="en"' in page
