"""The words of files: with their page where they are for everybody it is for, else apart."""

import pytest
from django.contrib.auth.models import AnonymousUser
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction

from common.document_texts import read_unread
from common.indexing import changed, documents_of, page_key
from common.indexing.files import FileAdapter, note_all_files, note_files
from common.models import DocumentText, FileOnPage, SiteDocument
from search.access import principal_for
from tests.common.indexing.acts import document_of, words_of
from tests.factories.library import make_document, make_file, make_library, make_record
from tests.factories.news import a_news_item
from tests.factories.pages import site_root

CANARY = "xylophagous"
BODY_OF = "Only in the file: " + CANARY


@pytest.fixture(autouse=True)
def _database(db):
    pass


@pytest.fixture
def collection():
    return Collection.objects.get(depth=1).add_child(name="Files")


@pytest.fixture
def document(collection):
    """A file that was read."""
    document = make_document(collection=collection)
    DocumentText.objects.create(
        document=document, sha256=document.sha256, text=BODY_OF, lang="fr", status="read"
    )
    return document


@pytest.fixture
def record(document):
    return record_with(document)


def record_with(document, slug="guide", **fields):
    library = make_library(site_root())
    record = make_record(
        library, "A guide", slug=slug, files=[make_file(document=document, **fields)]
    )
    note_files(record)
    return record


def file_of(page):
    """The document of the one file noted on a page, if it is a find of its own."""
    (row,) = FileOnPage.objects.filter(page=page)
    return documents_of([f"file:{row.pk}"]).get(f"file:{row.pk}")


def close(collection):
    return CollectionViewRestriction.objects.create(collection=collection, restriction_type="login")


def test_a_file_for_everybody_is_found_with_its_page(record, collection):
    found = document_of(record)
    assert BODY_OF in found.body
    assert f"c:{collection.pk}" in found.ancestors
    assert file_of(record) is None


def test_a_file_for_members_is_a_find_of_its_own(document, collection, member):
    record = record_with(document, audience="members")
    page, file = document_of(record), file_of(record)
    assert CANARY not in words_of(page)
    assert f"c:{collection.pk}" not in page.ancestors
    assert file.body == BODY_OF
    assert file.audience == {"members"}
    assert file.ancestors == page.ancestors | {f"c:{collection.pk}"}
    assert (file.title, file.lang, file.url) == ("PDF in: A guide", "fr", page.url)
    assert (file.type, file.format, file.size) == ("file", "pdf", document.file.size)
    assert not principal_for(AnonymousUser(), "en").admits(file)
    assert principal_for(member, "en").admits(file)


def test_closing_a_collection_hides_its_words_before_anything_is_indexed(
    record, collection, member
):
    """Until then the whole page: too much, never too little."""
    before = document_of(record)
    close(collection)
    assert not principal_for(AnonymousUser(), "en").admits(before)
    assert principal_for(member, "en").admits(before)
    after, file = document_of(record), file_of(record)
    assert CANARY not in words_of(after)
    assert principal_for(AnonymousUser(), "en").admits(after)
    assert not principal_for(AnonymousUser(), "en").admits(file)
    assert principal_for(member, "en").admits(file)


def test_a_collection_below_a_closed_one_is_closed(record, collection):
    close(Collection.objects.get(depth=1))
    assert CANARY not in words_of(document_of(record))
    assert not principal_for(AnonymousUser(), "en").admits(file_of(record))


def test_a_link_to_a_records_file_does_not_open_it(document, collection):
    """The library says who fetches it: a text that links to it changes nothing."""
    record_with(document, audience="members")
    linking = a_news_item(
        body=[("text", f'<p><a linktype="document" id="{document.pk}">Read</a></p>')]
    )
    note_files(linking)
    assert CANARY not in words_of(document_of(linking))
    assert file_of(linking) is None


def test_a_file_in_a_text_is_found_with_it(document):
    page = a_news_item(body=[("file", {"document": document, "label": ""})])
    assert BODY_OF in document_of(page).body


def test_a_file_for_an_unknown_audience_is_found_by_nobody(document):
    record = record_with(document, audience="group:7")
    assert CANARY not in words_of(document_of(record))
    assert file_of(record) is None


@pytest.mark.parametrize("state", ["pending", "refused"])
def test_a_file_that_is_not_clean_is_found_by_nobody(record, document, state):
    SiteDocument.objects.filter(pk=document.pk).update(scan=state)
    assert CANARY not in words_of(document_of(record))
    assert file_of(record) is None


def test_a_page_with_a_broken_file_is_found_all_the_same(collection):
    broken = make_document(content=b"%PDF-1.4\nno more\n%%EOF", collection=collection)
    record = record_with(broken)
    read_unread()
    assert document_of(record).title == "A guide"
    assert f"c:{collection.pk}" not in document_of(record).ancestors


def test_the_file_of_a_page_that_is_taken_down_is_no_find(document):
    record = record_with(document, audience="members")
    assert file_of(record) is not None
    record.unpublish()
    assert file_of(record) is None


SEES_A_MEMBERS_FILE = {"anonymous": False, "member": True, "admin": True}


@pytest.mark.parametrize(("role", "sees"), SEES_A_MEMBERS_FILE.items())
def test_the_wall_lets_members_to_a_file_for_members(role, sees, document, request):
    record_with(document, audience="members")
    user = request.getfixturevalue(role)
    key = f"file:{FileOnPage.objects.get().pk}"
    assert FileAdapter().can_view(user, [key, "file:0"]) == ({key} if sees else set())


def test_the_wall_asks_page_and_collection_too(document, collection, record, anonymous):
    key = f"file:{FileOnPage.objects.get().pk}"
    assert FileAdapter().can_view(anonymous, [key]) == {key}
    rule = close(collection)
    assert FileAdapter().can_view(anonymous, [key]) == set()
    rule.delete()
    PageViewRestriction.objects.create(page=record, restriction_type="login")
    assert FileAdapter().can_view(anonymous, [key]) == set()


# --- Which files are noted ------------------------------------------------------------------------
def test_publishing_notes_the_files_and_tells_of_what_went(document):
    page = a_news_item(body=[("file", {"document": document, "label": ""})])
    page.save_revision().publish()
    (row,) = FileOnPage.objects.filter(page=page)
    assert row.document_id == document.pk
    told = set()

    def hear(keys, **kwargs):
        told.update(keys)

    page.body = []
    changed.connect(hear)
    page.save_revision().publish()
    changed.disconnect(hear)
    assert not FileOnPage.objects.filter(page=page).exists()
    assert told == {page_key(page.pk), f"file:{row.pk}"}


def test_a_text_that_names_a_file_that_is_no_more_is_no_error(document):
    page = a_news_item(body=[("text", '<p><a linktype="document" id="987654">Read</a></p>')])
    page.save_revision().publish()
    assert not FileOnPage.objects.filter(page=page).exists()


def test_pages_published_before_are_noted_on_the_clock(document):
    from wagtail.models import ReferenceIndex

    page = a_news_item(body=[("file", {"document": document, "label": ""})])
    ReferenceIndex.create_or_update_for_object(page)
    note_all_files()
    note_all_files()
    assert FileOnPage.objects.filter(page=page, document=document).count() == 1


@pytest.mark.parametrize("size", [1, 4])
def test_files_cost_three_queries_for_any_number_of_pages(size, django_assert_num_queries):
    pages = []
    for number in range(size):
        document = make_document(f"{number}.pdf", content=b"%PDF-1.4 " + bytes([48 + number]))
        DocumentText.objects.create(
            document=document, sha256=document.sha256, text=f"words {number}", status="read"
        )
        body = [("file", {"document": document, "label": ""})]
        pages.append(a_news_item(body=body))
    keys = [page_key(page.pk) for page in pages]
    documents_of(keys)
    # Whose it is, rows, six vocabularies, above, regions; texts, for whom, which are closed.
    with django_assert_num_queries(1 + 1 + 6 + 1 + 1 + 3):
        assert all("words" in one.body for one in documents_of(keys).values())
