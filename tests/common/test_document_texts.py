"""Reading the text of files: once, apart from the site, whatever the file does (search.md §2)."""

import io
import zlib
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from pypdf import PdfReader, PdfWriter

from common import document_texts, pdf_reader
from common.document_texts import NotAllRead, keep_text, read_pdf, read_unread, unread
from common.indexing import changed
from common.models import DocumentText, SiteDocument, TextStatus
from demo.seed import DATA
from tests.factories.library import make_document
from tests.factories.news import a_news_item

GUIDE = (DATA.parent / "files" / "own-plain-summary-en.pdf").read_bytes()


def pdf_of(stream, *, filter_=b""):
    """A page whose content is `stream`."""
    content = b"<<%s/Length %d>>stream\n%s\nendstream" % (filter_, len(stream), stream)
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>endobj\n"
        b"4 0 obj" + content + b"endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
    )


def blank():
    writer = PdfWriter()
    writer.add_blank_page(width=72, height=72)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def locked():
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(GUIDE)))
    writer.encrypt("a word", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_a_pdf_is_read():
    status, text = read_pdf(io.BytesIO(GUIDE))
    assert status == TextStatus.READ
    assert "plain" in text.lower()


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"%PDF-1.4\nnothing that anybody could read\n%%EOF", TextStatus.BROKEN),
        (b"", TextStatus.BROKEN),
        (GUIDE[: len(GUIDE) // 3], TextStatus.BROKEN),
        (blank(), TextStatus.EMPTY),
        (locked(), TextStatus.LOCKED),
    ],
)
def test_what_cannot_be_read_has_a_status_and_no_text(content, status):
    assert read_pdf(io.BytesIO(content)) == (status, "")


def test_a_file_that_unpacks_to_a_gigabyte_costs_no_more_than_its_limits():
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b"(x) Tj " * 150_000) for _ in range(1_000)) + packer.flush()
    status, text = read_pdf(io.BytesIO(pdf_of(packed, filter_=b"/Filter/FlateDecode")))
    assert status in {TextStatus.TOO_MUCH, TextStatus.BROKEN, TextStatus.EMPTY}
    assert text == ""


@pytest.mark.parametrize(
    "program",
    [
        "import time; time.sleep(30)",
        "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
        "bytes(10**12)",
    ],
)
def test_a_reader_that_does_not_end_well_is_ended(program, monkeypatch, tmp_path):
    script = tmp_path / "reader.py"
    script.write_text(program)
    monkeypatch.setattr(document_texts, "PROGRAM", script)
    monkeypatch.setattr(pdf_reader, "MAX_SECONDS", 1)
    assert read_pdf(io.BytesIO(GUIDE)) == (TextStatus.TOO_MUCH, "")


def test_at_most_a_megabyte_is_kept(monkeypatch, tmp_path):
    source = Path(pdf_reader.__file__).read_text().replace("1_000_000", "100")
    script = tmp_path / "reader.py"
    script.write_text(source)
    monkeypatch.setattr(document_texts, "PROGRAM", script)
    status, text = read_pdf(io.BytesIO(GUIDE))
    assert status == TextStatus.READ
    assert 0 < len(text.encode()) <= 100


def test_the_reader_imports_nothing_of_the_site():
    """It meets hostile files: it must not know settings, secrets or the database."""
    source = Path(pdf_reader.__file__).read_text()
    assert "django" not in source
    assert "from common" not in source


# --- Which are read, and when ---------------------------------------------------------------------
@pytest.fixture
def no_reader(monkeypatch):
    def read(file):
        raise AssertionError("read again")

    monkeypatch.setattr(document_texts, "read_pdf", read)


@pytest.mark.django_db
def test_each_content_is_read_once(monkeypatch):
    first = make_document(content=GUIDE, language="en")
    assert read_unread() == 1
    assert first.text.status == TextStatus.READ
    assert first.text.lang == "en"

    def read(file):
        raise AssertionError("read again")

    monkeypatch.setattr(document_texts, "read_pdf", read)
    assert read_unread() == 0
    again = make_document(content=GUIDE, language="fr")
    assert read_unread() == 1
    assert again.text.text == first.text.text
    assert again.text.lang == "fr"


@pytest.mark.django_db
def test_another_content_is_read_and_the_old_text_is_not_used_meanwhile():
    document = make_document(content=GUIDE)
    read_unread()
    document.file = ContentFile(blank(), name="guide.pdf")
    document.save()
    assert list(unread()) == [document]
    assert not DocumentText.objects.that_may_be_found([document.pk]).exists()
    read_unread()
    document = SiteDocument.objects.get(pk=document.pk)
    assert (document.text.status, document.text.text) == (TextStatus.EMPTY, "")


@pytest.mark.django_db
@pytest.mark.parametrize("fields", [{"scan": "pending"}, {"scan": "refused"}])
def test_what_is_not_clean_is_not_opened(fields, no_reader):
    make_document(content=GUIDE, **fields)
    assert read_unread() == 0


@pytest.mark.django_db
def test_what_is_no_pdf_is_not_opened(no_reader):
    make_document("list.csv", content=b"a,b\n")
    assert read_unread() == 0


@pytest.mark.django_db
def test_a_file_found_unclean_later_is_found_no_more():
    document = make_document(content=GUIDE)
    read_unread()
    SiteDocument.objects.filter(pk=document.pk).update(scan="refused")
    assert not DocumentText.objects.that_may_be_found([document.pk]).exists()


@pytest.mark.django_db
def test_a_file_that_the_storage_lost_holds_up_no_other():
    lost, kept = make_document(content=GUIDE), make_document(content=blank())
    lost.file.storage.delete(lost.file.name)
    with pytest.raises(NotAllRead):
        read_unread()
    assert list(DocumentText.objects.values_list("document", flat=True)) == [kept.pk]


@pytest.mark.django_db
def test_reading_stops_when_its_time_is_over(no_reader):
    from datetime import timedelta

    make_document(content=GUIDE)
    assert read_unread(for_at_most=timedelta(0)) == 0


@pytest.mark.django_db
def test_reading_tells_the_pages_that_show_the_file():
    from wagtail.models import ReferenceIndex

    document = make_document(content=GUIDE)
    page = a_news_item(body=[("file", {"document": document, "label": ""})])
    ReferenceIndex.create_or_update_for_object(page)
    told = []

    def hear(keys, **kwargs):
        told.append(keys)

    changed.connect(hear)
    keep_text(document)
    changed.disconnect(hear)
    assert told == [{f"page:{page.pk}"}]
