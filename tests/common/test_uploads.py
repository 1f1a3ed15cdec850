"""What a file is says its content, from the first byte to the last (SEC19, SEC20)."""

import io
import zipfile
from contextlib import suppress

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from hypothesis import given
from hypothesis import strategies as st

from common.models import SiteDocument, SiteImage
from common.uploads import DOCUMENTS, MAX_ENTRIES, PICTURES, check_upload
from tests import files

WELCOME = {
    "report.pdf": files.PDF,
    "REPORT.PDF": files.PDF,
    "table.csv": "pays,année\nSénégal,2014\n".encode(),
    "old-table.csv": "pays\nSénégal\n".encode("latin-1"),
    "notes.txt": "ملاحظات\r\n".encode(),
    "text.docx": files.docx(),
    "slides.pptx": files.container({"[Content_Types].xml": b"", "ppt/presentation.xml": b""}),
    "sheet.xlsx": files.container({"[Content_Types].xml": b"", "xl/workbook.xml": b""}),
    "text.odt": files.open_document(),
    "book.epub": files.open_document("application/epub+zip"),
}
REFUSED = {
    # of another kind than the name says
    "page.pdf": files.WEB_PAGE,
    "drawing.pdf": files.SVG,
    "picture.pdf": files.picture(),
    "archive.docx": files.container({"readme.txt": b"no text of Word"}),
    "text.xlsx": files.docx(),
    "text.odt": files.docx(),
    "book.epub": files.open_document(),
    "page.txt": files.WEB_PAGE,
    "page.csv": b"\xef\xbb\xbf  <html><body>",
    "drawing.txt": files.SVG,
    "program.txt": b"MZ\x90\x00\x03",
    "script.txt": b"#!/bin/sh\nrm -rf ~\n",
    # two kinds at once
    "both.pdf": files.PDF + files.container({"page.html": files.WEB_PAGE}),
    "hidden.pdf": b"GIF89a" + files.PDF,
    "behind.txt": b"a text\n" + files.container({"a": b"b"}),
    "before.docx": b"#!/bin/sh\n" + files.docx(),
    # cut off
    "half.pdf": files.PDF[:30],
    "half.docx": files.docx()[:-20],
    # containers that do harm when somebody opens them
    "macros.docx": files.docx(**{"word/vbaProject.bin": b"Sub AutoOpen()"}),
    "nested.docx": files.docx(**{"word/embeddings/inner.zip": files.docx()}),
    "escape.docx": files.docx(**{"../../etc/cron.d/job": b"* * * * *"}),
    "absolute.docx": files.docx(**{"/etc/passwd": b"root"}),
    "drive.docx": files.docx(**{"C:\\Windows\\x": b""}),
    "many.docx": files.docx(**{f"word/{number}.xml": b"" for number in range(MAX_ENTRIES)}),
}


def judge(name, content, profile=DOCUMENTS):
    check_upload(io.BytesIO(content), name=name, size=len(content), profile=profile)


@pytest.mark.parametrize("name", WELCOME)
def test_a_file_of_a_kind_we_take_comes_in(name):
    judge(name, WELCOME[name])


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_is_not_what_its_name_says_stays_out(name):
    with pytest.raises(ValidationError) as refusal:
        judge(name, REFUSED[name])
    assert refusal.value.code == "content"
    assert name.rpartition(".")[2].upper() in refusal.value.messages[0]


@pytest.mark.parametrize("name", ["a.svg", "a.html", "a.exe", "a.pdf.exe", "a", ".pdf", "a.docm"])
def test_an_ending_that_is_not_listed_is_refused_with_the_list(name):
    with pytest.raises(ValidationError) as refusal:
        judge(name, files.PDF)
    assert refusal.value.code == "kind"
    assert "CSV, DOCX, EPUB, ODT, PDF, PPTX, TXT, XLSX" in refusal.value.messages[0]


def test_a_bomb_is_listed_and_never_unpacked():
    """SEC19: its own list says what it would become."""
    content = files.bomb()
    assert len(content) < 100_000
    with pytest.raises(ValidationError):
        judge("bomb.docx", content)


def test_a_link_and_a_locked_entry_inside_a_container_are_refused():
    output = io.BytesIO(files.docx())
    with zipfile.ZipFile(output, "a") as archive:
        link = zipfile.ZipInfo("word/link")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    with pytest.raises(ValidationError):
        judge("link.docx", output.getvalue())


@pytest.mark.parametrize(("size", "code"), [(0, "empty"), (DOCUMENTS.max_bytes + 1, "size")])
def test_empty_and_too_large_files_are_refused_before_they_are_read(size, code):
    class Unread(io.BytesIO):
        def read(self, *args):
            raise AssertionError("read")

    with pytest.raises(ValidationError) as refusal:
        check_upload(Unread(), name="a.pdf", size=size, profile=DOCUMENTS)
    assert refusal.value.code == code


@given(st.binary(max_size=300), st.sampled_from(sorted(DOCUMENTS.kinds)))
def test_any_bytes_get_an_answer(content, ending):
    """Accepted or refused in words: never another error, such as one of a reader of archives."""
    with suppress(ValidationError):
        judge(f"file{ending}", content)


@given(st.binary(min_size=1, max_size=60))
def test_a_container_with_anything_before_it_is_refused(stranger):
    with pytest.raises(ValidationError):
        judge("text.docx", stranger + files.docx())


def test_a_picture_with_an_archive_behind_it_is_refused():
    picture = files.picture()
    judge("a.png", picture, PICTURES)
    with pytest.raises(ValidationError):
        judge("a.png", picture + files.container({"a.html": files.WEB_PAGE}), PICTURES)


@pytest.mark.parametrize(
    ("model", "name"), [(SiteDocument, "page.pdf"), (SiteImage, "archive.png")]
)
def test_models_ask_the_gate_about_a_new_file(model, name, db):
    held = model(title="A file", description="It") if model is SiteImage else model(title="A file")
    content = files.WEB_PAGE if model is SiteDocument else files.picture() + files.docx()
    held.file = ContentFile(content, name)
    with pytest.raises(ValidationError) as refusal:
        held.clean()
    assert "file" in refusal.value.message_dict


def test_a_replaced_file_has_a_fingerprint_of_its_own(db):
    """Readers who hold the old one would be told that nothing has changed."""
    document = SiteDocument.objects.create(title="Report", file=ContentFile(files.PDF, "a.pdf"))
    first = document.sha256
    document.title = "Report, corrected"
    document.save()
    assert document.sha256 == first
    document.file = ContentFile(files.PDF + b"\n", "a.pdf")
    document.save()
    assert document.sha256 != first
